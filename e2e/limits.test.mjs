// Bounds that no client gets past, and everybody else's service meanwhile.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect, open, TRANSPORTS } from './lib/client.mjs';
import { frame, webSocket } from './lib/herd.mjs';
import { request } from './lib/http.mjs';
import { Poll } from './lib/poll.mjs';
import { eventBody, post, publish } from './lib/publish.mjs';
import { Raw } from './lib/raw.mjs';
import { serve } from './lib/server.mjs';
import { KEY } from './lib/token.mjs';
import { timed, until, within } from './lib/wait.mjs';

const MiB = 1 << 20;
const ROOM = 1500; // ms that a busy machine may add to a time-out
const HEAD = `POST /api/socket/events HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${KEY}\r\nContent-Type: application/json\r\n`;

const closings = (server, reason, of = 'connections') => server.metric(`socketchat_${of}_closed_total`, new RegExp(`reason="${reason}"`));

test('MAX_CLIENTS: handshakes beyond it get 503, everything else goes on, and who leaves makes room', async (t) => {
  const server = await serve(t, { MAX_CLIENTS: '3' });
  const clients = await Promise.all(TRANSPORTS.map(({ options }) => connect(t, server, options)));
  await Promise.all(clients.map((client) => client.join('full')));

  for (const query of ['EIO=4&transport=polling', 'EIO=4&transport=websocket']) {
    const upgrade = query.endsWith('websocket')
      ? { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==' } : {};
    const { status, headers, json } = await request(`${server.url}/socket.io/?${query}`, { headers: upgrade });
    assert.equal(status, 503, query);
    assert.match(headers['retry-after'], /^[1-9]\d*$/);
    assert.equal(json.code, 'max_clients');
    assert.match(json.message, /MAX_CLIENTS/);
  }
  assert.equal(await server.metric('socketchat_requests_refused_total', /max_clients/), 2);

  await publish(server, 'full', 'hello', '1');
  await Promise.all(clients.map((client) => client.saw('hello')));
  assert.equal((await request(`${server.url}/healthz`)).status, 200);
  assert.ok(await server.isReady());
  assert.equal((await request(`${server.url}/api`, { headers: { 'X-Api-Key': KEY } })).status, 200);
  assert.equal(await server.metric('socketchat_sessions'), 3);

  const late = open(t, server, { transports: ['websocket'] });
  await until(() => late.refusal, 'the fourth client is refused');
  clients[0].close();
  await until(() => late.socket.connected, 'the fourth client gets in by itself');
  assert.equal(await server.metric('socketchat_sessions'), 3);
});

// What is sent, how long it may take, and what the connection is closed for.
const SILENCES = [
  { name: 'nothing', reason: 'handshake_timeout', limit: 10_000, text: '' },
  { name: 'half a head', reason: 'header_timeout', limit: 10_000, text: 'GET /healthz HTTP/1.1\r\nHos' },
  { name: 'a head that grows by a byte a second', reason: 'header_timeout', limit: 10_000, text: 'GET /healthz HTTP/1.1\r\nX: ', drip: 'x' },
  { name: 'half a body', reason: 'body_timeout', limit: 30_000, text: `${HEAD}Content-Length: 100\r\n\r\n{"channel"` },
  { name: 'a body that grows by a byte a second', reason: 'body_timeout', limit: 30_000, text: `${HEAD}Content-Length: 100\r\n\r\n`, drip: ' ' },
  { name: 'a request and then no other', reason: 'keepalive_idle', limit: 75_000, text: 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n', long: true },
];

test('connections that keep their request to themselves are closed in time', { concurrency: true }, async (t) => {
  const server = await serve(t);
  await Promise.all(SILENCES.filter(({ long }) => !long || process.env.SOCKETCHAT_LONG).map(({ name, reason, limit, text, drip }) =>
    t.test(`${name}: ${reason}`, async (t) => {
      const raw = new Raw(t, server).send(text);
      await raw.open;
      const dripping = drip && setInterval(() => raw.send(drip), 1000);
      t.after(() => clearInterval(dripping));
      const { ms } = await timed(() => until(() => raw.closed, 'the connection is closed', limit + ROOM));
      assert.ok(ms > limit - 100, `closed after ${ms} ms`);
      await until(async () => await closings(server, reason) > 0, reason);
    })));
});

test('a client that never sends CONNECT is closed after CONNECT_TIMEOUT', async (t) => {
  const server = await serve(t, { CONNECT_TIMEOUT: '500ms' });
  const raw = new Raw(t, server).send('GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n'
    + 'Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n');
  const poll = await Poll.open(server);
  const held = poll.get();
  const connected = await connect(t, server);
  const { ms } = await timed(() => until(() => raw.closed, 'the WebSocket is closed', 500 + ROOM));
  assert.ok(ms > 400, `closed after ${ms} ms`);
  assert.equal((await held).text, '1');
  await until(async () => await closings(server, 'connect_timeout', 'sessions') === 2, 'connect_timeout');
  assert.ok(connected.socket.connected);
});

test('a head over 16 KiB is 431 and a WebSocket message over MAX_PAYLOAD closes with 1009', async (t) => {
  const server = await serve(t, { MAX_PAYLOAD: '10000' });
  const raw = new Raw(t, server).send(`GET /healthz HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(17 << 10)}\r\n\r\n`);
  assert.equal((await raw.answer()).status, 431);
  await until(() => raw.closed, 'the connection is closed');

  const bare = await webSocket(server, 'large');
  bare.send(frame('4'.padEnd(10_001, 'x')));
  await bare.got(/^\x88\x02?.*\x03\xf1/s);
  await until(async () => await closings(server, 'payload_too_large', 'sessions') === 1, 'payload_too_large');
});

test('input behind an answer that is owed is bounded', async (t) => {
  const server = await serve(t, { MAX_PAYLOAD: '10000' });
  const poll = await Poll.open(server);
  await poll.connect();
  const raw = new Raw(t, server).send(`GET ${new URL(poll.url).pathname}${new URL(poll.url).search} HTTP/1.1\r\nHost: x\r\n\r\n`);
  raw.send('x'.repeat(100_000));
  await until(() => raw.closed, 'the connection is closed');
  await until(async () => await closings(server, 'pipeline_overflow') === 1, 'pipeline_overflow');
});

test('the receive budget: requests beyond it get 503, those within it are served', async (t) => {
  // Six bodies of which five fit into 256 MiB, none of them ever complete.
  const server = await serve(t, { MAX_PAYLOAD: '64MiB', SLOW_CONSUMER_BYTES: '256MiB', LOG_WINDOW_BYTES: '256MiB' });
  const piece = Buffer.alloc(48 * MiB, ' ');
  const raws = [];
  for (let i = 0; i < 6; i++) {
    const raw = new Raw(t, server).send(`${HEAD}Content-Length: ${64 * MiB}\r\n\r\n`);
    raw.send(piece);
    raws.push(raw);
  }
  const refused = await until(() => raws.find((raw) => raw.answers.length > 0), 'one is refused', 30_000);
  assert.equal(refused.answers[0].status, 503);
  assert.match(refused.answers[0].body, /unfinished requests/);
  assert.equal((await post(server, eventBody('c', 'e', '1'))).status, 200, 'a small publish goes on');
  await until(async () => await closings(server, 'receive_budget') > 0, 'receive_budget');
  assert.ok(await server.metric('socketchat_receive_pending_bytes') <= 256 * MiB);

  raws.forEach((raw) => raw.socket.destroy());
  await until(async () => await server.metric('socketchat_receive_pending_bytes') === 0, 'nothing is held any more');
  const large = eventBody('c', 'e', JSON.stringify('x'.repeat(48 * MiB)));
  assert.equal((await within(30_000, post(server, large), 'a large publish')).status, 200);
});

test('attachments count against a receive budget of their own', async (t) => {
  // Two packets that announce ten attachments, with nine of 16 MiB each: 288 MiB that are for nobody yet.
  const server = await serve(t, { MAX_PAYLOAD: '32MiB', SLOW_CONSUMER_BYTES: '256MiB', LOG_WINDOW_BYTES: '256MiB' });
  const attachment = Buffer.alloc(16 * MiB);
  const head = Buffer.from([0x82, 0xff, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]); // binary, masked with zero, 16 MiB
  const packet = `4510-["x",${Array.from({ length: 10 }, (_, num) => `{"_placeholder":true,"num":${num}}`)}]`;
  const bystander = await connect(t, server);
  const hoarders = await Promise.all([1, 2].map(() => webSocket(server, 'hoard')));
  for (const hoarder of hoarders) {
    hoarder.socket.on('error', () => {});
    hoarder.send(frame(packet));
    for (let i = 0; i < 9; i++) hoarder.send(head).send(attachment);
  }
  await until(async () => await closings(server, 'receive_budget', 'sessions') > 0, 'receive_budget', 30_000);
  assert.ok(await server.metric('socketchat_sessions', /websocket/) >= 1);
  assert.ok(bystander.socket.connected);
  hoarders.forEach(({ socket }) => socket.destroy());
});

test('a peer that never answers a ping is closed after PING_INTERVAL + PING_TIMEOUT', async (t) => {
  const server = await serve(t, { PING_INTERVAL: '300ms', PING_TIMEOUT: '300ms' });
  const connected = await connect(t, server);
  const silent = await webSocket(server, 'silent');
  const poll = await Poll.open(server);
  await poll.connect();
  const { ms } = await timed(() => until(() => silent.socket.destroyed, 'the WebSocket is closed'));
  assert.ok(ms > 400 && ms < 600 + ROOM, `closed after ${ms} ms`);
  await until(async () => await closings(server, 'ping_timeout', 'sessions') === 2, 'ping_timeout');
  assert.ok(connected.socket.connected);
});
