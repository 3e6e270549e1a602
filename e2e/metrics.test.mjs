// Every metric that there is has a test that makes it more than zero.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import https from 'node:https';
import net from 'node:net';
import path from 'node:path';
import { after, test } from 'node:test';
import { connect } from './lib/client.mjs';
import { temporaryFolder } from './lib/folder.mjs';
import { webSocket } from './lib/herd.mjs';
import { request } from './lib/http.mjs';
import { HERE, rows } from './lib/metrics-table.mjs';
import { Poll } from './lib/poll.mjs';
import { freePort } from './lib/port.mjs';
import { eventBody, post, publish } from './lib/publish.mjs';
import { Raw } from './lib/raw.mjs';
import { Receiver } from './lib/receiver.mjs';
import { Redis } from './lib/redis.mjs';
import { Seen, testExists } from './lib/series.mjs';
import { serve } from './lib/server.mjs';
import { token } from './lib/token.mjs';
import { until } from './lib/wait.mjs';

const seen = new Seen();
const UPGRADE = 'Host: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n';

/** Scrapes until the series has been more than zero. */
const counted = (server, ...series) => Promise.all(series.map((one) =>
  until(async () => (await seen.scrape(server)).largest.get(one) > 0, `${one} > 0`, 20_000, 20)));

const patient = await serve({ after }, { ALLOW_REQUEST_DOMAINS: 'good.example', WEBHOOK_ALLOW: 'any', MAX_PAYLOAD: '10000' });

test('connections, sessions, joins and deliveries', async (t) => {
  const client = await connect(t, patient);
  await client.upgraded();
  await client.join('c');
  await publish(patient, 'c', 'e', '1');
  await client.saw('e');
  await client.saw('user-total');
  assert.equal((await client.ask('join', token('c', { ttl: -1 }))).code, 'expired_token');
  assert.equal((await client.ask('join', 'x')).code, 'invalid_token');
  assert.equal((await client.ask('join', token(''))).code, 'invalid_channel');
  await Promise.all(Array.from({ length: 100 }, (_, i) => client.ask('join', token(`many-${i}`))));
  await counted(patient, 'connections http', 'connections websocket', 'sessions websocket', 'session_upgrades_total',
    'joins_total too_many_channels', 'user_totals_total', 'deliveries_total', 'writes_total');

  const sid = client.engine.id;
  const second = new Raw(t, patient).send(`GET /socket.io/?EIO=4&transport=websocket&sid=${sid} HTTP/1.1\r\n${UPGRADE}`);
  await until(() => second.closed, 'a second WebSocket of a session is closed');
  second.socket.end();
  client.close();

  const cut = await webSocket(patient, 'c');
  cut.socket.resetAndDestroy();
  const poll = await Poll.open(patient);
  await poll.connect();
  await counted(patient, 'sessions polling', 'sessions_closed_total transport_error', 'connections_closed_total transport_error',
    'connections_closed_total upgraded', 'sessions_closed_total client_closed');
  await poll.post('42["join"'); // no valid packet
  await poll.get(); // which brings the word that it was closed
  await counted(patient, 'sessions_closed_total protocol_error');
});

test('what waits for a client that does not ask', async (t) => {
  const poll = await Poll.open(patient);
  await poll.post(`40\x1e420["join",${JSON.stringify(token('slow'))}]`);
  await until(async () => /"ok"/.test((await poll.get()).text), 'joined');
  await publish(patient, 'slow', 'e', '1');
  await counted(patient, 'pending_bytes');
  new Raw(t, patient).send('GET / HTTP/1.1\r\nHo');
  await counted(patient, 'receive_pending_bytes');
});

test('connections that break the rules', async (t) => {
  await new Raw(t, patient).send('no HTTP\r\n\r\n').answer();
  const large = new Raw(t, patient).send('POST /api/socket/events HTTP/1.1\r\nHost: x\r\nX-Api-Key: test-api-key\r\n'
    + 'Content-Type: application/json\r\nContent-Length: 1000000\r\n\r\n');
  assert.equal((await large.answer()).status, 413);
  large.socket.destroy();
  const { url } = await Poll.open(patient);
  new Raw(t, patient).send(`GET ${url.slice(patient.url.length)} HTTP/1.1\r\nHost: x\r\n\r\n`).send('x'.repeat(100_000));
  await counted(patient, ...['protocol_error', 'payload_too_large', 'pipeline_overflow', 'client_closed'].map((r) => `connections_closed_total ${r}`));
});

test('requests to the Socket.IO endpoint that are refused', async () => {
  const ask = (query, options) => request(`${patient.url}/socket.io/?${query}`, options);
  const statuses = await Promise.all([
    ask('EIO=4&transport=flash'),
    ask('EIO=4&transport=polling&sid=unknown'),
    ask('EIO=4&transport=polling', { method: 'POST', body: '40' }),
    ask('EIO=4&transport=websocket'),
    ask('EIO=3&transport=polling'),
    ask('EIO=4&transport=polling', { headers: { Origin: 'https://evil.example' } }),
    ask('EIO=4&transport=websocket', { headers: { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13' } }),
  ]);
  assert.deepEqual(statuses.map(({ status }) => status), [400, 400, 400, 400, 400, 403, 400]);
  await seen.scrape(patient);
});

test('publishes by result', async () => {
  const answers = await Promise.all([
    post(patient, '{'), post(patient, eventBody('', 'e', '1')), post(patient, eventBody('c', 'disconnect', '1')),
    post(patient, '{}', { 'X-Api-Key': 'wrong' }), post(patient, '{}', { 'Content-Type': 'text/plain' }),
    request(`${patient.url}/api/nothing`, { headers: { 'X-Api-Key': 'test-api-key' } }),
    request(`${patient.url}/api/socket/events`, { method: 'PUT', headers: { 'X-Api-Key': 'test-api-key' } }),
  ]);
  assert.deepEqual(answers.map(({ status }) => status), [400, 400, 400, 401, 415, 404, 405]);
  await seen.scrape(patient);
});

test('clients that are silent, and a node that is full', async (t) => {
  const server = await serve(t, { PING_INTERVAL: '200ms', PING_TIMEOUT: '200ms', CONNECT_TIMEOUT: '200ms', MAX_CLIENTS: '2' });
  await webSocket(server, 'silent');
  const raw = new Raw(t, server).send(`GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n${UPGRADE}`);
  await until(() => raw.text.includes('"sid"'), 'handshake');
  assert.equal((await request(`${server.url}/socket.io/?EIO=4&transport=polling`)).status, 503);
  await until(() => raw.closed, 'a client without CONNECT is closed');
  raw.socket.end();
  const both = (reason) => [`sessions_closed_total ${reason}`, `connections_closed_total ${reason}`];
  await counted(server, ...both('ping_timeout'), ...both('connect_timeout'), 'requests_refused_total max_clients');
});

test('a node that stops', async (t) => {
  const server = await serve(t, { SHUTDOWN_TIMEOUT: '5s', WEBHOOK_ALLOW: 'any' });
  const hanging = await Receiver.listen(t, 0);
  for (let i = 0; i < 3; i++) { // the second waits for the first
    const client = await connect(t, server, { reconnection: false, transports: ['websocket'] });
    await client.ask('join', token('hooked', { data: { webhook_url: hanging.url } }));
    client.close();
  }
  await counted(server, 'webhooks_in_flight', 'webhooks_waiting');
  await connect(t, server, { reconnection: false, transports: ['websocket'] });
  const [held, late, scraper] = [1, 2, 3].map(() => new Raw(t, server));
  held.send('POST /api/socket/events HTTP/1.1\r\nHost: x\r\nX-Api-Key: test-api-key\r\nContent-Type: application/json\r\n'
    + 'Content-Length: 100\r\nExpect: 100-continue\r\n\r\n');
  await until(() => held.text.includes('100 Continue'), 'a request is under way');
  let n = 0;
  const scrape = async () => {
    scraper.send('GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n');
    seen.take((await scraper.answer(++n)).body);
  };
  await scrape();
  await late.open;
  late.send('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
  await late.answer(1);
  server.signal('SIGTERM');
  await until(async () => {
    await scrape();
    return !seen.isZero('connections_closed_total shutdown');
  }, 'the client is closed for the stop');
  late.send('GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\n\r\n');
  assert.equal((await late.answer(2)).status, 503);
  await scrape();
  held.socket.destroy();
  // Webhooks are dropped last, when nothing answers any more; the log has their number.
  const line = await server.line(/webhooks dropped/);
  assert.match(line, /"reason":"shutdown","count":[1-9]/);
  seen.largest.set('webhooks_dropped_total shutdown', 1);
});

test('a Redis that is away, full, frozen, emptied and closed to us', async (t) => {
  const redis = await Redis.start(t);
  const server = await serve(t, redis.env);
  await server.ready();
  await publish(server, 'c', 'e', '1');
  await counted(server, 'log_lag_seconds', 'redis_up', 'ready', 'log_batches_total');
  const trouble = async (...series) => {
    await Promise.all([post(server, eventBody('c', 'e', '2')), counted(server, ...series)]);
  };

  const client = await connect(t, server);
  await client.join('counted');
  const other = await serve(t, redis.env); // which asks what it missed
  await counted(server, 'cluster_announcements_total', 'cluster_counts_sent_total');
  await counted(other, 'cluster_nodes', 'cluster_asks_total', 'cluster_counts_received_total');
  await other.stop();

  await redis.command('XADD', '{socketchat}:log', '*', 'foreign', 'entry');
  await counted(server, 'log_malformed_total', 'log_gaps_total');
  await redis.command('FLUSHALL');
  await counted(server, 'log_epoch_changes_total');
  await redis.command('CONFIG', 'SET', 'maxmemory', '1');
  await trouble('redis_errors_total reply');
  await redis.command('CONFIG', 'SET', 'maxmemory', '0');
  await server.ready();

  // From one connection, since the next one would need the password.
  const admin = net.connect(redis.port, '127.0.0.1');
  t.after(() => admin.destroy());
  admin.write('CONFIG SET requirepass secret\r\nCLIENT KILL TYPE normal SKIPME yes\r\n');
  await counted(server, 'redis_errors_total closed', 'redis_errors_total auth');
  await redis.kill();
  await trouble('redis_errors_total dial', 'publishes_total broker_unavailable');
  await redis.start(); // without the password
  await server.ready();
  await counted(server, 'redis_reconnects_total');

  await publish(server, 'c', 'e', '3');
  redis.freeze();
  assert.equal((await post(server, eventBody('c', 'e', '4'))).json.code, 'outcome_unknown');
  await counted(server, 'redis_errors_total timeout', 'publishes_total outcome_unknown');
  redis.thaw();
});

test('webhooks by result', async (t) => {
  const leave = async (url, server = patient) => {
    const client = await connect(t, server, { reconnection: false, transports: ['websocket'] });
    assert.equal((await client.ask('join', token('hooked', { data: { webhook_url: url } }))).status, 'ok');
    client.close();
  };
  const strict = await serve(t); // WEBHOOK_ALLOW=private: not this machine
  const [taken, gone, moved, failing] = await Promise.all([204, 410, 302, 500].map((status) => Receiver.listen(t, status)));
  await Promise.all([
    ...[taken, gone, moved, failing].map(({ url }) => leave(url)),
    leave('ftp://x'), leave('http://a..b/'), leave(`http://127.0.0.1:${await freePort()}/`), leave(await selfSigned(t)),
    leave(taken.url, strict),
  ]);
  await counted(patient, 'webhook_retries_total');
  failing.status = 204;
  const failed = (reason) => `webhooks_failed_total ${reason}`;
  await Promise.all([
    counted(strict, failed('address_refused')),
    counted(patient, 'webhooks_sent_total', ...['status', 'redirect', 'invalid_url', 'no_such_host', 'connection', 'certificate'].map(failed)),
  ]);
});

/** An https server whose certificate nobody signed. */
async function selfSigned(t) {
  const folder = temporaryFolder('certificate');
  const [key, cert] = ['key', 'cert'].map((name) => path.join(folder, name));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1', '-subj', '/CN=localhost',
    '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const server = https.createServer({ key: fs.readFileSync(key), cert: fs.readFileSync(cert) });
  server.on('tlsClientError', () => {});
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return `https://127.0.0.1:${server.address().port}/`;
}

test('the table knows every series, and every series has its test', () => {
  assert.deepEqual(seen.known, rows.map(([series]) => series), 'series that exist, series of the table');
  const zero = rows.filter(([series, where]) => where === HERE && seen.isZero(series));
  assert.deepEqual(zero, [], 'nothing here made them more than zero');
  const missing = rows.filter(([, where]) => where !== HERE && !testExists(where));
  assert.deepEqual(missing, [], 'the table names a test that there is not');
});
