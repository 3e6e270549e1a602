// More publishes than the fan-out carries: they wait, and what is refused was never appended.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect } from './lib/client.mjs';
import { herd, webSocket } from './lib/herd.mjs';
import { request } from './lib/http.mjs';
import { promiseKept } from './lib/promise-kept.mjs';
import { serve } from './lib/server.mjs';
import { Traffic } from './lib/traffic.mjs';
import { timed, until } from './lib/wait.mjs';

// Each write takes this long, as on a machine whose network stack is the bottleneck: a round
// to 200 clients a shard takes longer than a publish may wait. What wakes pollers is sent, not written, and so is not slow.
const DELAY = 12_000; // µs
const CLIENTS = 400;
const PUBLISHERS = 20;
const SLOWLY = ['strace', '-D', '-f', '-qq', '--seccomp-bpf', '-o', '/dev/null', '-e', 'trace=write', '-e', `inject=write:delay_enter=${DELAY}`];

test('publishes flat out against a slow fan-out: each waits its 2 s before it is refused, and no promise breaks', async (t) => {
  const server = await serve(t, { USER_TOTAL_INTERVAL: '0', GOMAXPROCS: '2' }, SLOWLY);
  const clients = await Promise.all([1, 2].map(() => connect(t, server, { transports: ['websocket'] })));
  await Promise.all(clients.map((client) => client.join('busy')));
  const crowd = await herd(CLIENTS, () => webSocket(server, 'busy'));
  t.after(() => crowd.forEach(({ socket }) => socket.destroy()));

  const traffic = new Traffic(Array.from({ length: PUBLISHERS }, () => server), 'busy');
  await traffic.answered(({ code }) => code === 'overloaded', 'a publish is refused as overloaded', 20_000);
  assert.ok(await server.metric('socketchat_publish_queue_length') > 0, 'nothing waits');
  assert.ok(await server.metric('socketchat_publish_queue_bytes') > 0, 'nothing waits');
  const { ms } = await timed(() => request(`${server.url}/healthz`));
  assert.ok(ms < 1000, `health was answered after ${ms} ms`);
  await until(() => traffic.numbers(({ code }) => code === 'overloaded').length >= 2 * PUBLISHERS, 'more are refused', 20_000);
  await traffic.stop();

  await promiseKept(traffic, [server], clients);
  const refused = traffic.answers.filter(({ status }) => status === 503);
  const codes = new Set(refused.map(({ code }) => code));
  assert.deepEqual([...codes], ['overloaded']);
  const soonest = Math.min(...refused.map(({ ms }) => ms));
  assert.ok(soonest > 1900, `one was refused after ${soonest} ms: it did not wait`);
  const accepted = traffic.numbers(({ status }) => status === 200).length;
  assert.ok(accepted > 0);
  assert.equal(await server.metric('socketchat_publishes_total', /overloaded/), refused.length);
  assert.equal(await server.metric('socketchat_log_appended_total'), accepted);
  t.diagnostic(`${accepted} accepted, ${refused.length} refused after ${Math.round(soonest)} ms and more`);
});
