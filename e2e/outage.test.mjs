// Redis away, back, restarted with its data, emptied, stalled, under traffic to two nodes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect } from './lib/client.mjs';
import { cluster } from './lib/cluster.mjs';
import { outage, READY_LIMIT } from './lib/outage.mjs';
import { promiseKept } from './lib/promise-kept.mjs';
import { eventBody, post, publish } from './lib/publish.mjs';
import { Redis } from './lib/redis.mjs';
import { serve } from './lib/server.mjs';
import { Traffic } from './lib/traffic.mjs';
import { lasts, timed, until } from './lib/wait.mjs';

test('Redis killed and restarted with its data, twice', async (t) => {
  const all = await cluster(t, 'killed');
  for (let round = 0; round < 2; round++) {
    const traffic = new Traffic([...all.nodes, ...all.nodes], 'killed');
    await outage(all, traffic, () => all.redis.kill(), () => all.redis.start());
    for (const client of all.clients) client.events.length = 0;
  }
});

test('Redis stopped in order and started again', async (t) => {
  const all = await cluster(t, 'stopped');
  await outage(all, new Traffic(all.nodes, 'stopped'), () => all.redis.program.stop(), () => all.redis.start());
});

test('a node that slept through a restart of Redis goes on where it stopped', async (t) => {
  const { redis, nodes: [awake, asleep], clients } = await cluster(t, 'asleep');
  await publish(asleep, 'asleep', 'n', '0');
  await Promise.all(clients.map((client) => client.saw('n')));
  asleep.freeze();
  for (let n = 1; n <= 50; n++) await publish(awake, 'asleep', 'n', String(n));
  await redis.kill();
  await awake.ready(false);
  await redis.start();
  await until(() => publish(awake, 'asleep', 'n', '51'), 'a publish after the restart');
  asleep.thaw();
  await Promise.all(clients.map((client) => client.saw('n', (n) => n === 51)));
  const all = Array.from({ length: 52 }, (_, n) => n);
  for (const client of clients) assert.deepEqual(client.all('n').map(([n]) => n), all);
});

test('Redis stalled without a reset, with appends in flight', async (t) => {
  const all = await cluster(t, 'stalled');
  const traffic = new Traffic([...all.nodes, ...all.nodes], 'stalled');
  await outage(all, traffic, () => all.redis.freeze(), () => all.redis.thaw());
  const lost = traffic.numbers(({ code }) => code === 'outcome_unknown');
  assert.ok(lost.length > 0, 'an append was on its way when Redis stalled');
});

test('Redis stalled again and again for shorter than any limit', async (t) => {
  const { redis, nodes, clients } = await cluster(t, 'hiccups');
  const traffic = new Traffic([...nodes, ...nodes], 'hiccups');
  for (const ms of [50, 200, 600, 900, 1100, 1500]) {
    await traffic.flows(5);
    redis.freeze();
    await lasts(ms);
    redis.thaw();
  }
  await traffic.flows();
  await traffic.stop();
  await Promise.all(nodes.map((node) => node.ready()));
  await promiseKept(traffic, nodes, clients);
});

test('FLUSHALL: the nodes notice, go on with the new log and say so', async (t) => {
  const { redis, nodes, clients } = await cluster(t, 'flushed');
  for (let round = 0; round < 2; round++) {
    const before = `before-${round}`;
    for (const node of nodes) await publish(node, 'flushed', before, JSON.stringify(node.url));
    // What was appended and not yet read is gone with the data, so all must have it first.
    await Promise.all(clients.map((client) => until(() => client.all(before).length === nodes.length, 'all have it')));
    await redis.command('FLUSHALL');
    const traffic = new Traffic(nodes, 'flushed');
    await traffic.flows(20);
    await traffic.stop();
    await promiseKept(traffic, nodes, clients);
    clients.forEach((client) => { client.events.length = 0; });
    await Promise.all(nodes.map((node) => node.ready()));
  }
  for (const node of nodes) {
    await node.line(/epoch|gap/i);
    assert.ok(await node.metric('socketchat_log_epoch_changes_total') >= 1);
  }
  for (const client of clients) assert.deepEqual(client.disconnects, []);
});

test('Redis restarted empty', async (t) => {
  const { redis, nodes, clients } = await cluster(t, 'emptied');
  await publish(nodes[0], 'emptied', 'before', '1');
  await Promise.all(clients.map((client) => client.saw('before')));
  await redis.command('FLUSHALL');
  await redis.kill();
  await redis.start();
  await Promise.all(nodes.map((node) => node.ready(true, READY_LIMIT)));
  const traffic = new Traffic(nodes, 'emptied');
  await traffic.flows();
  await traffic.stop();
  await promiseKept(traffic, nodes, clients);
});

test('Redis away at start: healthy, not ready, said once, and ready when it comes', async (t) => {
  const redis = await Redis.start(t);
  await redis.kill();
  const { result: node, ms } = await timed(() => serve(t, redis.env));
  assert.ok(ms < 3000, `healthy after ${ms} ms`);
  assert.equal(await node.isReady(), false);
  const client = await connect(t, node);
  await client.join('early');
  const traffic = new Traffic([node], 'early');
  await traffic.answered(({ code }) => code === 'broker_unavailable', 'broker_unavailable');
  await lasts(3000);
  const said = node.lines.filter((line) => /redis/i.test(line) && /unreachable|refused|away|not ready|unavailable|cannot|lost/i.test(line));
  assert.ok(said.length >= 1 && said.length <= 2, `said ${said.length} times:\n${node.output}`);
  await redis.start();
  await node.ready(true, READY_LIMIT);
  await traffic.flows();
  await traffic.stop();
  await promiseKept(traffic, [node], [client]);
});

/** A node with publishes that wait for a frozen Redis, one of them on its way, and their answers. */
async function waiting(t) {
  const { redis, nodes: [node] } = await cluster(t, 'waiting');
  redis.freeze();
  const answers = [];
  await until(async () => {
    answers.push(post(node, eventBody('waiting', 'n', '1')));
    return await node.metric('socketchat_publish_queue_length') > 0;
  }, 'publishes wait', 2000);
  return { node, settled: Promise.allSettled(answers) };
}

test('publishes that wait for Redis when the signal comes are answered before the end', async (t) => {
  const { node, settled } = await waiting(t);
  const { result: exit, ms } = await timed(() => node.stop());
  for (const { value, reason } of await settled) assert.equal(value?.status, 503, String(reason));
  assert.deepEqual(exit, { code: 0, signal: null });
  assert.ok(ms < 9000, `ended after ${ms} ms`);
});

test('a second signal waits for nothing', async (t) => {
  const { node, settled } = await waiting(t);
  node.signal('SIGTERM');
  await node.line(/stopping/);
  assert.equal(node.exit, null, 'the first signal waits');
  node.signal('SIGTERM');
  const { result: exit, ms } = await timed(() => node.end());
  assert.notEqual(exit.code, 0);
  assert.ok(ms < 500, `ended ${ms} ms after the second signal`);
  await settled;
});
