import assert from 'node:assert/strict';
import { test } from 'node:test';
import { herd, poll, webSocket } from './lib/herd.mjs';
import { publish } from './lib/publish.mjs';
import { serve } from './lib/server.mjs';
import { until } from './lib/wait.mjs';

// A scrape gathers with a few goroutines of its own, sometimes one more, sometimes one less.
const SCRAPE = 5;

test('no goroutine per connection, session, held poll or publish', async (t) => {
  const server = await serve(t, { USER_TOTAL_INTERVAL: '0' });
  const goroutines = () => server.metric('go_goroutines');
  const clients = [];
  t.after(() => clients.forEach((client) => client.socket.destroy()));

  // One of each first, so that whatever the server starts once has been started.
  clients.push(await webSocket(server, 'warm'), await poll(server, 'warm'));
  await publish(server, 'warm', 'news', '1');
  const before = await goroutines();

  clients.push(...await herd(5000, () => webSocket(server, 'herd')));
  clients.push(...await herd(2000, () => poll(server, 'herd')));
  assert.equal(await server.metric('socketchat_sessions'), 7002);
  assert.ok(await goroutines() <= before + SCRAPE, `${await goroutines()} goroutines with 7,000 clients, ${before} before`);

  const delivered = await server.metric('socketchat_deliveries_total');
  let most = 0;
  for (let round = 0; round < 5; round++) {
    const published = Promise.all(Array.from({ length: 8 }, (_, i) => publish(server, 'herd', 'news', String(i))));
    most = Math.max(most, await goroutines());
    await published;
  }
  await until(async () => await server.metric('socketchat_deliveries_total') === delivered + 5 * 8 * 7000, 'every delivery', 60_000);
  assert.ok(most <= before + SCRAPE, `${most} goroutines under traffic, ${before} before`);
});
