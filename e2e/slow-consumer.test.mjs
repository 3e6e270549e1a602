// Clients that do not take what is sent: they go, and nobody else notices.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect, TRANSPORTS } from './lib/client.mjs';
import { webSocket } from './lib/herd.mjs';
import { Poll } from './lib/poll.mjs';
import { publish } from './lib/publish.mjs';
import { serve } from './lib/server.mjs';
import { token } from './lib/token.mjs';
import { until } from './lib/wait.mjs';

const MiB = 1 << 20;
const slow = (server) => server.metric('socketchat_sessions_closed_total', /slow_consumer/);

/** A polling client that has joined and then asks for nothing more. */
async function silentPoll(server, channel) {
  const poll = await Poll.open(server);
  await poll.post(`40\x1e420["join",${JSON.stringify(token(channel))}]`);
  await until(async () => /"status":"ok"/.test((await poll.get()).text), 'joined');
  return poll;
}

test('a client that does not read is closed; the others get every message meanwhile', async (t) => {
  const server = await serve(t, { MAX_PAYLOAD: '100000', SLOW_CONSUMER_BYTES: '400000', USER_TOTAL_INTERVAL: '0' });
  const readers = await Promise.all(TRANSPORTS.map(({ options }) => connect(t, server, options)));
  await Promise.all(readers.map((client) => client.join('wide')));
  const stalled = await webSocket(server, 'wide');
  stalled.socket.pause();
  const silent = await silentPoll(server, 'wide');
  assert.equal(await server.metric('socketchat_subscriptions'), 5);

  const COUNT = 300; // 27 MB a client: far more than the kernel takes for one that does not read
  const filler = 'x'.repeat(90_000);
  const latencies = [];
  for (let n = 0; n < COUNT; n++) {
    await publish(server, 'wide', 'n', JSON.stringify({ n, filler }));
    const start = performance.now();
    await readers[1].saw('n', (data) => data.n === n);
    latencies.push(performance.now() - start);
    // The bound is four messages: whoever is to stay must have taken this one before the next.
    await Promise.all(readers.map((reader) => reader.saw('n', (data) => data.n === n)));
  }
  await until(async () => await slow(server) === 2, 'both are closed as slow consumers');
  for (const reader of readers) {
    await reader.saw('n', ({ n }) => n === COUNT - 1);
    assert.deepEqual(reader.all('n').map(([data]) => data.n), Array.from({ length: COUNT }, (_, n) => n));
    assert.ok(reader.all('n').every(([data]) => data.filler === filler));
    assert.deepEqual(reader.disconnects, []);
  }
  // An upper bound with room: nobody waited for the stalled client.
  assert.ok(Math.max(...latencies) < 2000, `one took ${Math.max(...latencies)} ms`);
  assert.equal((await silent.get()).status, 400, 'the silent client\'s session is unknown');
  stalled.socket.resume();
  await until(() => stalled.socket.destroyed, 'the stalled client\'s connection is closed');
  assert.equal(await server.metric('socketchat_slow_consumers_total'), 2);
  assert.equal(await server.metric('socketchat_connections_closed_total', /slow_consumer/), 1);
  await until(async () => await server.metric('socketchat_pending_bytes') === 0, 'nothing waits any more');
});

test('PENDING_BYTES: while all clients together wait for more, the one that waits for most is closed', async (t) => {
  // One processor, so one shard: of several each would close its own largest.
  const bounds = { MAX_PAYLOAD: '200000', SLOW_CONSUMER_BYTES: '2MiB', PENDING_BYTES: '2MiB', USER_TOTAL_INTERVAL: '0', GOMAXPROCS: '1' };
  const server = await serve(t, bounds);
  const reader = await connect(t, server, { transports: ['websocket'] });
  await reader.join('one', 'two');
  const large = await silentPoll(server, 'one');
  const small = [await silentPoll(server, 'two'), await silentPoll(server, 'two')];
  let [most, sent, forLarge] = [0, 0, 0];
  const send = async (channel) => {
    await publish(server, channel, 'n', JSON.stringify('x'.repeat(100_000)));
    sent++;
    most = Math.max(most, await server.metric('socketchat_pending_bytes'));
  };
  for (let i = 0; i < 6; i++) await send('two'); // 600 kB for each of the small ones
  while (await slow(server) === 0) {
    await send('one');
    forLarge += 100_000;
    assert.ok(forLarge < 1.8 * MiB, 'only its own bound would close a client now');
  }
  assert.ok(forLarge > 0.8 * MiB, `closed with ${forLarge} bytes`);
  assert.equal((await large.get()).status, 400, 'the larger one is still there');
  for (const poll of small) {
    const { status, text } = await poll.get();
    assert.equal(status, 200);
    assert.ok(text.length > 100_000);
  }
  assert.equal(await slow(server), 1);
  assert.ok(most <= 2.2 * MiB, `${most} bytes waited`); // one message more, seen before it is acted upon
  await until(() => reader.all('n').length === sent, `all ${sent} at the one who reads`);
});
