// user-total tells a channel its number of members: at once, then at most one per
// USER_TOTAL_INTERVAL, and the last number always.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { connect, TRANSPORTS } from './lib/client.mjs';
import { publish } from './lib/publish.mjs';
import { serve } from './lib/server.mjs';
import { until } from './lib/wait.mjs';

const INTERVAL = 500;
const server = await serve({ after }, { USER_TOTAL_INTERVAL: `${INTERVAL}ms` });

const settles = (client, n) => until(() => client.all('user-total').at(-1)?.[0] === n, `user-total ${n}`);

for (const { name, options } of TRANSPORTS) {
  test(`${name}: the joiner and the others get the number`, async (t) => {
    const channel = `pair-${name}`;
    const a = await connect(t, server, options);
    await a.join(channel);
    await a.saw('user-total', (n) => n === 1);
    const b = await connect(t, server, options);
    await b.join(channel);
    await Promise.all([a, b].map((client) => client.saw('user-total', (n) => n === 2)));
    await b.ask('leave', channel);
    await settles(a, 1);
    for (const args of [...a.all('user-total'), ...b.all('user-total')]) {
      assert.equal(args.length, 1);
      assert.ok(Number.isInteger(args[0]));
    }
  });

  test(`${name}: a disconnect counts as leaving`, async (t) => {
    const channel = `gone-${name}`;
    const [a, b] = await Promise.all([connect(t, server, options), connect(t, server, options)]);
    await a.join(channel);
    await b.join(channel);
    await settles(a, 2);
    b.close();
    await settles(a, 1);
  });
}

test('many joins and leaves are few events, and the last number is right', async (t) => {
  const watcher = await connect(t, server, { transports: ['websocket'] });
  await watcher.join('burst');
  await watcher.saw('user-total', (n) => n === 1);
  const start = performance.now();
  const crowd = await Promise.all(Array.from({ length: 40 }, () => connect(t, server, { transports: ['websocket'] })));
  await Promise.all(crowd.map((client) => client.join('burst')));
  await watcher.saw('user-total', (n) => n === 41);
  const joined = watcher.all('user-total').length;
  const allowed = () => 2 + Math.ceil((performance.now() - start) / INTERVAL);
  assert.ok(joined <= allowed(), `${joined} events for 41 joins, at most ${allowed()} expected`);
  await Promise.all(crowd.map((client) => client.saw('user-total', (n) => n === 41)));

  crowd.forEach((client) => client.close());
  await settles(watcher, 1);
  const total = watcher.all('user-total').length;
  assert.ok(total <= 1 + allowed(), `${total} events for 41 joins and 40 leaves, at most ${1 + allowed()} expected`);
});

test('joining a joined channel changes no number', async (t) => {
  const client = await connect(t, server);
  await client.join('same', 'same', 'same');
  await client.saw('user-total');
  const other = await connect(t, server);
  await other.join('same');
  await client.saw('user-total', (n) => n === 2);
  assert.ok(client.all('user-total').every(([n]) => n <= 2));
});

test('0 as interval means no user-total', async (t) => {
  const silent = await serve(t, { USER_TOTAL_INTERVAL: '0' });
  const client = await connect(t, silent);
  await client.join('silent');
  const other = await connect(t, silent);
  await other.join('silent');
  await publish(silent, 'silent', 'marker', '1');
  await Promise.all([client, other].map((c) => c.saw('marker')));
  assert.deepEqual([...client.all('user-total'), ...other.all('user-total')], []);
});
