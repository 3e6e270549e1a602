// Two nodes on one Redis: a publish to either reaches the clients of both, once, in one order.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { connect } from './lib/client.mjs';
import { cluster } from './lib/cluster.mjs';
import { promiseKept } from './lib/promise-kept.mjs';
import { publish } from './lib/publish.mjs';
import { serve } from './lib/server.mjs';
import { Traffic } from './lib/traffic.mjs';
import { until } from './lib/wait.mjs';

const { redis, nodes, clients } = await cluster({ after }, 'both');

test('a publish to either node reaches the clients of both', async () => {
  for (const [i, node] of nodes.entries()) {
    await publish(node, 'both', 'hello', String(i));
    await Promise.all(clients.map((client) => client.saw('hello', (data) => data === i)));
  }
});

test('data is byte for byte through Redis too', async () => {
  const text = '{"z":12345678901234567890,"a":1.0,"é":"\\u00e9\\u0000 \u2028"}';
  await publish(nodes[0], 'both', 'raw', text);
  for (const client of clients) {
    await client.saw('raw');
    assert.equal(client.packets.filter((packet) => packet.startsWith('2["raw"')).at(-1), `2["raw",${text}]`);
  }
});

test('a megabyte goes through', async () => {
  await publish(nodes[1], 'both', 'big', JSON.stringify('x'.repeat(999_000)));
  await Promise.all(clients.map((client) => client.saw('big', (data) => data.length === 999_000)));
});

test('traffic to both nodes at once arrives everywhere, once, in one order', async () => {
  const traffic = new Traffic([...nodes, ...nodes, ...nodes], 'both');
  await traffic.flows(300);
  await traffic.stop();
  await promiseKept(traffic, nodes, clients);
  assert.ok(traffic.answers.every(({ status }) => status === 200), 'nothing was refused');
});

test('one publisher sees its own order kept across the nodes', async (t) => {
  const client = await connect(t, nodes[0]);
  await client.join('mine');
  for (let i = 0; i < 50; i++) await publish(nodes[i % 2], 'mine', 'i', String(i));
  await client.saw('i', (i) => i === 49);
  assert.deepEqual(client.all('i').map(([i]) => i), Array.from({ length: 50 }, (_, i) => i));
});

test('a node that starts later delivers what is published from then on, nothing earlier', async (t) => {
  await publish(nodes[0], 'late', 'before', '1');
  const third = await serve(t, redis.env);
  await third.ready();
  const client = await connect(t, third);
  await client.join('late');
  await publish(nodes[1], 'late', 'after', '1');
  await client.saw('after');
  assert.deepEqual(client.all('before'), []);
  assert.equal((await third.stop()).code, 0);
});

test('nodes with another prefix on the same Redis hear nothing of it', async (t) => {
  const other = await serve(t, { ...redis.env, REDIS_DATA_PREFIX: 'another' });
  await other.ready();
  const client = await connect(t, other);
  await client.join('both');
  await publish(nodes[0], 'both', 'foreign', '1');
  await clients[0].saw('foreign');
  await publish(other, 'both', 'own', '1');
  await client.saw('own');
  assert.deepEqual(client.all('foreign'), []);
  assert.deepEqual(clients[0].all('own'), []);
});

test('the keys in Redis carry the prefix and expire', async () => {
  assert.ok(Number(await redis.command('PTTL', '{socketchat}:log')) > 0);
});

test('all metrics agree that nothing went wrong', async () => {
  for (const node of nodes) {
    await until(async () => await node.metric('socketchat_redis_up') === 1, 'redis is up');
    assert.equal(await node.metric('socketchat_log_gaps_total'), 0);
  }
  for (const client of clients) assert.deepEqual(client.disconnects, []);
});
