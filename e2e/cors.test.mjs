// Browsers on other origins: preflights, the headers on every answer, and
// ALLOW_REQUEST_DOMAINS.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { connect, open, TRANSPORTS } from './lib/client.mjs';
import { request } from './lib/http.mjs';
import { KEY } from './lib/token.mjs';
import { serve } from './lib/server.mjs';
import { event, until } from './lib/wait.mjs';

const ORIGIN = 'https://app.example.org';
const anyone = await serve({ after });
const listed = await serve({ after }, { ALLOW_REQUEST_DOMAINS: 'foo.com, bar.me', LOG_FORMAT: 'json' });

const POLLING = '/socket.io/?EIO=4&transport=polling';
const ask = (server, path, origin, options = {}) => request(server.url + path, {
  ...options,
  headers: { ...(origin === undefined ? {} : { Origin: origin }), ...options.headers },
});

function echoed(answer, origin) {
  assert.equal(answer.headers['access-control-allow-origin'], origin);
  assert.match(answer.headers.vary ?? '', /origin/i);
}

test('a preflight is answered 204 with the origin echoed', async () => {
  const answer = await ask(anyone, POLLING, ORIGIN, {
    method: 'OPTIONS',
    headers: { 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'content-type,x-custom' },
  });
  assert.equal(answer.status, 204);
  assert.equal(answer.text, '');
  assert.equal(answer.headers['content-length'], '0');
  echoed(answer, ORIGIN);
  assert.match(answer.headers['access-control-allow-methods'] ?? '', /POST/);
  assert.match(answer.headers['access-control-allow-headers'] ?? '', /content-type/i);
});

test('handshake and error answers carry the headers too', async () => {
  const handshake = await ask(anyone, POLLING, ORIGIN);
  assert.equal(handshake.status, 200);
  echoed(handshake, ORIGIN);
  const wrong = await ask(anyone, '/socket.io/?EIO=4&transport=pigeon', ORIGIN);
  assert.equal(wrong.status, 400);
  assert.deepEqual(wrong.json, { code: 0, message: 'Transport unknown' });
  echoed(wrong, ORIGIN);
});

test('credentials never go with a star', async () => {
  for (const path of [POLLING, '/api', '/healthz']) {
    const { headers } = await ask(anyone, path, ORIGIN, { headers: { 'X-Api-Key': KEY } });
    if (headers['access-control-allow-credentials'] === 'true') assert.equal(headers['access-control-allow-origin'], ORIGIN);
  }
});

test('without the setting the log warns once that any origin is allowed', async () => {
  await anyone.line(/ALLOW_REQUEST_DOMAINS/);
});

for (const origin of ['https://foo.com', 'http://foo.com:8080', 'http://bar.me', undefined]) {
  test(`ALLOW_REQUEST_DOMAINS lets ${origin ?? 'no origin'} in`, async (t) => {
    const answer = await ask(listed, POLLING, origin);
    assert.equal(answer.status, 200);
    assert.match(answer.text, /^0\{"sid":/);
    for (const { options } of TRANSPORTS) await connect(t, listed, { ...options, extraHeaders: origin && { Origin: origin } });
  });
}

for (const origin of ['https://app.foo.com', 'https://foo.com.evil.org', 'https://evilfoo.com', 'http://localhost', 'null', 'foo.com']) {
  test(`ALLOW_REQUEST_DOMAINS refuses ${JSON.stringify(origin)} with 403 and code 4`, async () => {
    const answer = await ask(listed, POLLING, origin);
    assert.equal(answer.status, 403, answer.text);
    assert.equal(answer.json?.code, 4);
    assert.equal(typeof answer.json.message, 'string');
  });
}

test('the answer to a refused origin and to its preflight carry no Access-Control-Allow-Origin', async () => {
  const wanted = { 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'content-type' };
  for (const origin of ['https://app.foo.com', 'null']) {
    for (const options of [{}, { method: 'OPTIONS', headers: wanted }]) {
      const { headers } = await ask(listed, POLLING, origin, options);
      assert.ok(!('access-control-allow-origin' in headers), `${options.method ?? 'GET'}: ${JSON.stringify(headers)}`);
    }
  }
  echoed(await ask(listed, POLLING, 'https://foo.com', { method: 'OPTIONS', headers: wanted }), 'https://foo.com');
});

for (const { name, options } of TRANSPORTS) {
  test(`${name}: the stock client hears of the refusal`, async (t) => {
    const client = open(t, listed, { ...options, extraHeaders: { Origin: 'https://app.foo.com' } });
    const [err] = await event(client.socket, 'connect_error');
    assert.ok(err instanceof Error);
    assert.equal(client.socket.connected, false);
  });
}

test('a refused WebSocket handshake is answered 403, not 101', async () => {
  const answer = await ask(listed, '/socket.io/?EIO=4&transport=websocket', 'https://app.foo.com', {
    headers: {
      Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    },
  });
  assert.equal(answer.status, 403);
});

test('the log says which origin was refused and what would let it in', async () => {
  await ask(listed, POLLING, 'https://log.foo.com');
  const line = await listed.line(/log\.foo\.com/);
  for (const part of ['ALLOW_REQUEST_DOMAINS', 'foo.com', 'Add log.foo.com']) assert.ok(line.includes(part), line);
});

test('refusals do not keep an allowed origin out', async (t) => {
  for (let i = 0; i < 50; i++) await ask(listed, POLLING, 'https://app.foo.com');
  const client = await connect(t, listed, { extraHeaders: { Origin: 'https://foo.com' } });
  await client.join('allowed');
  await until(() => client.transport === 'websocket', 'the upgrade passes too');
});
