// SIGTERM: clients are told, go and come back; the program ends in time with 0.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect, TRANSPORTS } from './lib/client.mjs';
import { request } from './lib/http.mjs';
import { Poll } from './lib/poll.mjs';
import { eventBody, post, publish } from './lib/publish.mjs';
import { Raw } from './lib/raw.mjs';
import { serve } from './lib/server.mjs';
import { token } from './lib/token.mjs';
import { timed, until } from './lib/wait.mjs';

const SHUTDOWN_TIMEOUT = 8000;

const stopping = (server) => until(() => request(`${server.url}/readyz`).then(({ status }) => status === 503, () => true), 'the node says that it stops');

test('clients of every transport reconnect by themselves when the server is back', async (t) => {
  const server = await serve(t);
  const clients = await Promise.all(TRANSPORTS.map(({ options }) => connect(t, server, options)));
  clients.forEach((client) => client.keepJoined('back'));
  await Promise.all(clients.map((client) => client.saw('user-total', (n) => n === clients.length)));

  const { result: exit, ms } = await timed(() => server.stop());
  assert.deepEqual(exit, { code: 0, signal: null });
  assert.ok(ms < SHUTDOWN_TIMEOUT + 1000, `ended after ${ms} ms`);
  for (const client of clients) {
    await until(() => client.disconnects.length > 0, 'the client notices');
    // "io server disconnect" would keep a stock client from coming back.
    assert.equal(client.disconnects[0], 'transport close');
    client.events.length = 0;
  }

  const again = await server.again();
  t.after(() => again.stop());
  await Promise.all(clients.map((client) => client.connected()));
  await Promise.all(clients.map((client) => client.saw('user-total', (n) => n === clients.length)));
  await publish(again, 'back', 'hello', '1');
  await Promise.all(clients.map((client) => client.saw('hello')));
});

test('a killed server is the same to the clients', async (t) => {
  const server = await serve(t);
  const clients = await Promise.all(TRANSPORTS.map(({ options }) => connect(t, server, options)));
  clients.forEach((client) => client.keepJoined('killed'));
  await server.kill();
  for (const client of clients) await until(() => client.disconnects.length > 0, 'the client notices');
  const again = await server.again();
  t.after(() => again.stop());
  await Promise.all(clients.map((client) => client.connected()));
  await Promise.all(clients.map((client) => client.saw('user-total', (n) => n === clients.length)));
});

test('a held poll is answered with a close packet', async (t) => {
  const server = await serve(t);
  const poll = await Poll.open(server);
  await poll.connect();
  const held = poll.get();
  await until(async () => await server.metric('socketchat_sessions') === 1, 'the session is there');
  const stopped = server.stop();
  const { status, text } = await held;
  assert.deepEqual({ status, text }, { status: 200, text: '1' });
  assert.equal((await stopped).code, 0);
});

test('an answer that its client is slow to take when the signal comes arrives whole', async (t) => {
  const server = await serve(t, { MAX_PAYLOAD: '32MiB', SLOW_CONSUMER_BYTES: '128MiB', LOG_WINDOW_BYTES: '128MiB' });
  const poll = await Poll.open(server);
  await poll.post(`40\x1e420["join",${JSON.stringify(token('large'))}]`);
  await until(async () => /"ok"/.test((await poll.get()).text), 'joined');
  const raw = new Raw(t, server).send(`GET ${poll.url.slice(server.url.length)} HTTP/1.1\r\nHost: x\r\n\r\n`);
  await raw.open;
  raw.socket.pause();
  const size = 24 << 20; // more than the kernel takes for one that does not read
  await publish(server, 'large', 'n', JSON.stringify('x'.repeat(size)));
  await until(async () => await server.metric('socketchat_pending_bytes') === 0, 'the poll is answered');
  server.signal('SIGTERM');
  await stopping(server);
  raw.socket.resume();
  const { status, body } = await raw.answer();
  assert.equal(status, 200);
  assert.equal(body.length, size + '42["n",""]'.length);
  assert.equal((await server.end()).code, 0);
});

test('an idle server ends at once', async (t) => {
  const server = await serve(t);
  const { result: exit, ms } = await timed(() => server.stop());
  assert.deepEqual(exit, { code: 0, signal: null });
  assert.ok(ms < 2000, `ended after ${ms} ms`);
});

test('SIGINT stops it as SIGTERM does', async (t) => {
  const server = await serve(t);
  server.signal('SIGINT');
  assert.deepEqual(await server.end(), { code: 0, signal: null });
});

// A request whose body never comes, and whose owner holds the connection open.
function unfinished(t, server) {
  return new Raw(t, server).send('POST /api/socket/events HTTP/1.1\r\nHost: x\r\nX-Api-Key: test-api-key\r\n'
    + 'Content-Type: application/json\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n');
}

test('an unfinished request holds the stop no longer than SHUTDOWN_TIMEOUT', async (t) => {
  const server = await serve(t, { SHUTDOWN_TIMEOUT: '1s' });
  const raw = unfinished(t, server);
  await until(() => raw.text.includes('100 Continue'), 'the server reads the body');
  const { result: exit, ms } = await timed(() => server.stop());
  assert.deepEqual(exit, { code: 0, signal: null });
  assert.ok(ms < 1000 + 1500, `ended after ${ms} ms`);
});

test('a second signal ends it at once', async (t) => {
  const server = await serve(t, { SHUTDOWN_TIMEOUT: '60s' });
  const raw = unfinished(t, server);
  await until(() => raw.text.includes('100 Continue'), 'the server reads the body');
  server.signal('SIGTERM');
  await stopping(server);
  if (server.exit) return t.diagnostic('the first signal had ended it already');
  server.signal('SIGTERM');
  const { ms } = await timed(() => server.end());
  assert.ok(ms < 1000, `ended ${ms} ms after the second signal`);
});

test('a publish that is on its way when the signal comes is answered', async (t) => {
  const server = await serve(t);
  const body = '{"channel":"c","event":"e","data":1}';
  const raw = new Raw(t, server).send('POST /api/socket/events HTTP/1.1\r\nHost: x\r\nX-Api-Key: test-api-key\r\n'
    + `Content-Type: application/json\r\nContent-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`);
  await until(() => raw.text.includes('100 Continue'), 'the server reads the body');
  const stopped = server.stop();
  await stopping(server);
  raw.text = '';
  raw.send(body);
  const { status } = await raw.answer();
  assert.equal(status, 200);
  assert.equal((await stopped).code, 0);
});

for (const { name, options } of TRANSPORTS) {
  test(`${name}: what was answered 200 before and during a stop has arrived`, async (t) => {
    const server = await serve(t);
    const client = await connect(t, server, { reconnection: false, ...options });
    await client.join('last');
    const answered = [];
    const publishers = Array.from({ length: 8 }, async (_, p) => {
      for (let n = 0; ; n++) {
        const data = `"${p}.${n}"`;
        const answer = await post(server, eventBody('last', 'news', data)).catch(() => null);
        if (!answer || answer.status !== 200) return answer;
        answered.push(JSON.parse(data));
      }
    });
    await until(() => answered.length > 100, 'publishes under way');
    const stopped = server.stop();
    for (const refusal of await Promise.all(publishers)) {
      if (refusal) assert.equal(refusal.json.code, 'broker_unavailable');
    }
    assert.deepEqual(await stopped, { code: 0, signal: null });
    await until(() => client.disconnects.length > 0, 'the client notices');
    const got = client.all('news').map(([data]) => data);
    assert.equal(new Set(got).size, got.length, 'nothing twice');
    assert.deepEqual(answered.filter((data) => !got.includes(data)), [], 'answered 200 and not delivered');
  });
}
