// One order for everything: each client sees broadcasts as the log has them.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, test } from 'node:test';
import { connect, TRANSPORTS } from './lib/client.mjs';
import { eventBody, publish } from './lib/publish.mjs';
import { serve } from './lib/server.mjs';
import { KEY } from './lib/token.mjs';
import { until } from './lib/wait.mjs';

const COUNT = 500;
const server = await serve({ after });

const numbers = (client) => client.all('n').map(([n]) => n);
const clients = async (t, channel) => {
  const all = await Promise.all(TRANSPORTS.map(({ options }) => connect(t, server, options)));
  await Promise.all(all.map((client) => client.join(channel)));
  return all;
};

test(`${COUNT} publishes one after the other arrive in that order, each once`, async (t) => {
  const all = await clients(t, 'sequence');
  const sent = Array.from({ length: COUNT }, (_, i) => i);
  for (const i of sent) await publish(server, 'sequence', 'n', String(i));
  for (const client of all) {
    await until(() => numbers(client).length >= COUNT, `${COUNT} events by ${client.transport}`);
    assert.deepEqual(numbers(client), sent);
  }
});

test(`${COUNT} concurrent publishes arrive at all clients in one order, each once`, async (t) => {
  const all = await clients(t, 'race');
  const agent = new http.Agent({ keepAlive: true, maxSockets: 20 });
  t.after(() => agent.destroy());
  await Promise.all(Array.from({ length: COUNT }, (_, i) => keptAlive(agent, eventBody('race', 'n', String(i)))));
  for (const client of all) await until(() => numbers(client).length >= COUNT, `${COUNT} events by ${client.transport}`);
  const [first, ...others] = all.map(numbers);
  assert.deepEqual(first.toSorted((a, b) => a - b), Array.from({ length: COUNT }, (_, i) => i));
  for (const other of others) assert.deepEqual(other, first);
});

test('broadcasts during an upgrade come once and in order', async (t) => {
  const publishing = { on: true, n: 0 };
  const background = (async () => {
    while (publishing.on) await publish(server, 'upgrade', 'n', String(publishing.n++));
  })();
  try {
    for (let round = 0; round < 10; round++) {
      const client = await connect(t, server);
      await client.join('upgrade');
      await client.upgraded();
      const mark = publishing.n;
      await client.saw('n', (n) => n > mark);
      const seen = numbers(client);
      assert.deepEqual(seen, Array.from({ length: seen.length }, (_, i) => seen[0] + i));
      client.close();
    }
  } finally {
    publishing.on = false;
    await background;
  }
});

function keptAlive(agent, body) {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', 'X-Api-Key': KEY };
    const req = http.request(`${server.url}/api/socket/events`, { method: 'POST', agent, headers }, (res) => {
      res.resume().once('end', () => (res.statusCode === 200 ? resolve() : reject(new Error(`status ${res.statusCode}`))));
    });
    req.once('error', reject);
    req.end(body);
  });
}
