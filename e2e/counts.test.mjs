// user-total and `subscribers` count the members of all nodes: after joins, leaves, a node's stop,
// its kill -9 and its restart, a restart of Redis, FLUSHALL, and for a node that starts late.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { connect } from './lib/client.mjs';
import { herd, webSocket } from './lib/herd.mjs';
import { publish } from './lib/publish.mjs';
import { Redis } from './lib/redis.mjs';
import { serve } from './lib/server.mjs';
import { timed, until } from './lib/wait.mjs';

const WEBSOCKET = { transports: ['websocket'] };

/** n nodes on a Redis of their own. */
async function nodes(t, n, env = {}) {
  const redis = await Redis.start(t);
  const all = await Promise.all(Array.from({ length: n }, () => serve(t, { ...redis.env, ...env })));
  await Promise.all(all.map((node) => node.ready()));
  await knowing(all);
  return { redis, nodes: all };
}

/** Resolves when all these nodes count each other. */
const knowing = (all) => until(async () => {
  const known = await Promise.all(all.map((node) => node.metric('socketchat_cluster_nodes')));
  return known.every((count) => count === all.length);
}, 'the nodes know each other');

const total = (client) => client.all('user-total').at(-1)?.[0];
const settles = (clients, want, ms) => until(() => clients.every((client) => total(client) === want), `user-total ${want}`, ms);
const subscribers = async (node, channel) => (await publish(node, channel, 'counted', 'null')).subscribers;

/** Every node answers publishes with this number. */
const answers = (all, channel, want, ms) => until(async () => {
  for (const node of all) if (await subscribers(node, channel) !== want) return false;
  return true;
}, `subscribers ${want}`, ms);

const shared = await nodes({ after }, 3);

test('joins and leaves on any node are told to the members on all', async (t) => {
  const clients = await Promise.all(shared.nodes.map((node) => connect(t, node)));
  for (const client of clients) await client.join('all');
  await settles(clients, 3);
  assert.equal(await subscribers(shared.nodes[0], 'all'), 3);
  await clients[2].ask('leave', 'all');
  await settles(clients.slice(0, 2), 2);
  clients[1].close();
  await settles(clients.slice(0, 1), 1);
  await answers(shared.nodes, 'all', 1);
  assert.equal(await subscribers(shared.nodes[1], 'nobody'), 0);
});

test('a node that starts late knows the others within seconds', async (t) => {
  const clients = await Promise.all(shared.nodes.map((node) => connect(t, node, WEBSOCKET)));
  for (const client of clients) await client.join('late');
  await settles(clients, 3);
  const late = await serve(t, shared.redis.env);
  await late.ready();
  const newcomer = await connect(t, late, WEBSOCKET);
  await newcomer.join('late');
  await settles([...clients, newcomer], 4, 4000);
  const { code } = await late.stop();
  assert.equal(code, 0);
  const { ms } = await timed(() => settles(clients, 3));
  assert.ok(ms < 3000, `a clean stop is known after ${ms} ms`);
});

test('10,000 joins over three nodes are few counts and few sends, and the number is right', async (t) => {
  const watchers = await Promise.all(shared.nodes.map((node) => connect(t, node, WEBSOCKET)));
  for (const watcher of watchers) await watcher.join('crowd');
  await settles(watchers, 3);
  const sum = async (name) => (await Promise.all(shared.nodes.map((node) => node.metric(name)))).reduce((a, b) => a + b);
  const [counts, rounds] = [await sum('socketchat_cluster_counts_sent_total'), await sum('socketchat_user_totals_total')];
  const start = performance.now();
  const crowd = (await Promise.all(shared.nodes.map((node, i) => herd(i ? 3333 : 3334, () => webSocket(node, 'crowd'))))).flat();
  t.after(() => crowd.forEach((client) => client.socket.destroy()));
  await settles(watchers, 10_003, 10_000);
  const seconds = (performance.now() - start) / 1000;
  const sent = await sum('socketchat_cluster_counts_sent_total') - counts;
  const told = await sum('socketchat_user_totals_total') - rounds;
  const shards = 64; // at most; a round tells one shard's members
  t.diagnostic(`${sent} counts and ${told} rounds of user-total for 10,000 joins in ${seconds.toFixed(1)} s`);
  assert.ok(sent <= 3 * (seconds + 2), `${sent} counts in ${seconds} s`);
  assert.ok(told <= 3 * shards * (seconds + 2), `${told} rounds in ${seconds} s`);
  for (const watcher of watchers) assert.ok(watcher.all('user-total').length <= seconds + 3);
});

test('kill -9: its members are gone within 15 s, and a node in its place counts at once', async (t) => {
  const { nodes: [a, b] } = await nodes(t, 2);
  const [stays, goes] = await Promise.all([a, b].map((node) => connect(t, node, WEBSOCKET)));
  await stays.join('killed');
  await goes.join('killed');
  await settles([stays, goes], 2);
  goes.socket.io.reconnection(false);
  await b.kill();
  const { ms } = await timed(() => settles([stays], 1, 15_000));
  t.diagnostic(`gone after ${(ms / 1000).toFixed(1)} s`);
  const again = await b.again();
  const back = await connect(t, again, WEBSOCKET);
  await back.join('killed');
  await settles([stays, back], 2, 5000);
});

for (const [name, disturb] of [
  ['FLUSHALL', (redis) => redis.command('FLUSHALL')],
  ['a restart of Redis with its data', async (redis) => { await redis.kill(); await redis.start(); }],
  ['a restart of Redis without its data', async (redis) => { await redis.command('FLUSHALL'); await redis.kill(); await redis.start(); }],
]) {
  test(`${name}: counts are right afterwards, also what changed meanwhile`, async (t) => {
    const { redis, nodes: both } = await nodes(t, 2);
    const [a, b] = await Promise.all(both.map((node) => connect(t, node, WEBSOCKET)));
    await a.join('disturbed');
    await b.join('disturbed');
    await settles([a, b], 2);
    const disturbed = disturb(redis);
    const more = await connect(t, both[0], WEBSOCKET);
    await more.join('disturbed');
    await disturbed;
    await settles([a, b, more], 3);
    await Promise.all(both.map((node) => node.ready()));
    await more.ask('leave', 'disturbed');
    await settles([a, b], 2);
    await answers(both, 'disturbed', 2);
  });
}

test('nothing in Redis is without a TTL', async () => {
  const script = "local r = {} for _, k in ipairs(redis.call('KEYS', '*')) do if redis.call('PTTL', k) < 0 then r[#r + 1] = k end end return table.concat(r, ' ')";
  assert.equal(await shared.redis.command('EVAL', script, '0'), '');
});

test('without user-total events publishes are answered with the cluster\'s number too', async (t) => {
  const { nodes: both } = await nodes(t, 2, { USER_TOTAL_INTERVAL: '0' });
  const [a] = await Promise.all(both.map(async (node) => (await connect(t, node)).join('silent')));
  await answers(both, 'silent', 2);
  assert.deepEqual(a.all('user-total'), []);
});

test('with the embedded log it is the node\'s own', async (t) => {
  const alone = await serve(t);
  await (await connect(t, alone)).join('alone');
  assert.equal(await subscribers(alone, 'alone'), 1);
});
