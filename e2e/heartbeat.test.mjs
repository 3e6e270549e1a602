// Heartbeats both ways, and what a missed one does on either side.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { connect, TRANSPORTS } from './lib/client.mjs';
import { publish } from './lib/publish.mjs';
import { serve } from './lib/server.mjs';
import { until } from './lib/wait.mjs';

// Long enough for a busy machine: a pong may be late by TIMEOUT, a ping by as much.
const INTERVAL = 1000;
const TIMEOUT = 2000;
const SETTINGS = { PING_INTERVAL: `${INTERVAL}ms`, PING_TIMEOUT: `${TIMEOUT}ms` };
const ROOM = 5000; // a busy machine's part of a time limit

const server = await serve({ after }, SETTINGS);

/** One test for each transport, all at once: they wait most of the time. */
const onEach = (name, run) => test(name, { concurrency: true }, (t) =>
  Promise.all(TRANSPORTS.map((transport) => t.test(transport.name, (each) => run(each, transport)))));

onEach('a client that answers stays connected over many heartbeats', async (t, { name, options }) => {
  const client = await connect(t, server, options);
  await client.join(`alive ${name}`);
  let pings = 0;
  client.socket.io.on('ping', () => pings++);
  // Twice as long as the server waits for a pong.
  await until(() => pings >= 6, 'six heartbeats', 6 * INTERVAL + ROOM);
  assert.deepEqual(client.disconnects, []);
  await publish(server, `alive ${name}`, 'hello', '1');
  await client.saw('hello');
});

onEach('a client that does not answer is closed, and may come back', async (t, { options }) => {
  const client = await connect(t, server, options);
  const { engine } = client;
  const send = engine._sendPacket;
  const start = performance.now();
  engine._sendPacket = function sendAllButPong(type, ...rest) {
    if (type !== 'pong') send.call(this, type, ...rest);
  };
  engine._pingTimeout = 60_000; // from the first ping on: the client does not give up before the server
  await until(() => client.disconnects.length > 0, 'the server closes it', INTERVAL + TIMEOUT + ROOM);
  const took = performance.now() - start;
  assert.ok(took >= TIMEOUT - 20, `closed after ${took} ms, before the time limit of ${TIMEOUT} ms`);
  assert.equal(client.disconnects[0], 'transport close');
  await client.connected();
});

test('the handshake says the settings', async (t) => {
  const client = await connect(t, server);
  assert.equal(client.engine._pingInterval, INTERVAL);
  assert.equal(client.engine._pingTimeout, TIMEOUT);
});

test('a frozen server is noticed by every client, which comes back when it thaws', async (t) => {
  const frozen = await serve(t, SETTINGS);
  const clients = await Promise.all(TRANSPORTS.map(({ options }) => connect(t, frozen, options)));
  clients.forEach((client) => client.keepJoined('frozen'));
  await Promise.all(clients.map((client) => client.saw('user-total', (n) => n === clients.length)));
  for (const client of clients) assert.deepEqual(client.disconnects, []);
  frozen.freeze(); // its sockets stay open and silent: only a client's own clock can end a connection
  for (const client of clients) {
    await until(() => client.disconnects.length > 0, 'the client notices', INTERVAL + TIMEOUT + ROOM);
    assert.equal(client.disconnects[0], 'ping timeout');
    client.events.length = 0;
  }
  frozen.thaw();
  await Promise.all(clients.map((client) => client.connected()));
  await Promise.all(clients.map((client) => client.saw('user-total')));
  await publish(frozen, 'frozen', 'hello', '1');
  await Promise.all(clients.map((client) => client.saw('hello')));
});
