// Every answer of the REST API, with its body.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { connect } from './lib/client.mjs';
import { request } from './lib/http.mjs';
import { eventBody, post, publish } from './lib/publish.mjs';
import { Raw } from './lib/raw.mjs';
import { serve } from './lib/server.mjs';
import { KEY } from './lib/token.mjs';
import { until } from './lib/wait.mjs';

const server = await serve({ after });

function refused(answer, status, code, ...parts) {
  assert.equal(answer.status, status, answer.text);
  assert.match(answer.headers['content-type'], /^application\/json/);
  assert.deepEqual(Object.keys(answer.json), ['status', 'code', 'message']);
  assert.equal(answer.json.status, 'error');
  assert.equal(answer.json.code, code, answer.json.message);
  for (const part of parts) assert.match(answer.json.message, part);
  assert.ok(!answer.text.includes(KEY), 'the key shows in the answer');
}

test('a publish is answered with its cursor', async () => {
  const answer = await post(server, eventBody('c', 'e', '1'));
  assert.equal(answer.status, 200);
  assert.match(answer.headers['content-type'], /^application\/json/);
  assert.equal(answer.json.status, 'ok');
  assert.equal(typeof answer.json.cursor, 'string');
});

test('GET /api with the key says ok', async () => {
  const answer = await request(`${server.url}/api`, { headers: { 'X-Api-Key': KEY } });
  assert.equal(answer.status, 200);
  assert.equal(answer.json.status, 'ok');
  refused(await request(`${server.url}/api`), 401, 'invalid_api_key');
});

test('a missing or wrong key is 401 with a challenge (RFC 9110, 15.5.2)', async () => {
  for (const key of ['', 'wrong', `${KEY}x`, KEY.toUpperCase(), `${KEY},other`]) {
    refused(await post(server, eventBody('c', 'e', '1'), { 'X-Api-Key': key }), 401, 'invalid_api_key');
  }
  const headers = { 'Content-Type': 'application/json' };
  const answer = await request(`${server.url}/api/socket/events`, { method: 'POST', headers, body: '{}' });
  refused(answer, 401, 'invalid_api_key');
  assert.equal(answer.headers['www-authenticate'], 'ApiKey header="X-Api-Key"');
});

test('the key comes before everything that the body could say', async () => {
  refused(await post(server, 'no json', { 'X-Api-Key': 'wrong', 'Content-Type': 'text/plain' }), 401, 'invalid_api_key');
});

test('another content type is 415, and the message says how curl sends JSON', async () => {
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
  refused(await post(server, eventBody('c', 'e', '1'), form), 415, 'invalid_content_type',
    /application\/x-www-form-urlencoded/, /Content-Type: application\/json/);
  for (const type of ['text/plain', 'application/jsonx', 'multipart/form-data; boundary=x', '']) {
    refused(await post(server, eventBody('c', 'e', '1'), { 'Content-Type': type }), 415, 'invalid_content_type');
  }
});

test('the charset UTF-8 and any case in the content type are fine', async () => {
  for (const type of ['application/json; charset=utf-8', 'application/json;charset=UTF-8', 'Application/JSON']) {
    assert.equal((await post(server, eventBody('c', 'e', '1'), { 'Content-Type': type })).status, 200, type);
  }
});

test('another charset is 415, and the message names it', async () => {
  for (const charset of ['latin1', 'ISO-8859-1', 'utf-16', '"windows-1252"']) {
    refused(await post(server, eventBody('c', 'e', '1'), { 'Content-Type': `application/json; charset=${charset}` }),
      415, 'invalid_content_type', new RegExp(`charset=${charset.replaceAll('"', '')}, but JSON is UTF-8`));
  }
});

test('what is not JSON is 400 invalid_json', async () => {
  const bodies = {
    nothing: '',
    'a cut object': '{"channel":"c","event":"e"',
    'a trailing comma': '{"channel":"c","event":"e",}',
    'single quotes': "{'channel':'c','event':'e'}",
    'NaN': '{"channel":"c","event":"e","data":NaN}',
    'a leading zero': '{"channel":"c","event":"e","data":01}',
    'a bad escape': '{"channel":"c","event":"e","data":"\\x"}',
    'a raw control byte': '{"channel":"c","event":"e","data":"\u0001"}',
    'invalid UTF-8': Buffer.from('{"channel":"c","event":"e","data":"\xff"}', 'latin1'),
    'half a surrogate as UTF-8': Buffer.from('{"channel":"c","event":"e","data":"\xed\xa0\x80"}', 'latin1'),
    'two values': '{"channel":"c","event":"e"}{}',
    'a nest of 5,000 levels': eventBody('c', 'e', '['.repeat(5000) + ']'.repeat(5000)),
    'an array': '[]',
    'a string': '"x"',
  };
  for (const [what, body] of Object.entries(bodies)) {
    const answer = await post(server, body);
    assert.equal(answer.json?.code, 'invalid_json', `${what}: ${answer.text}`);
    refused(answer, 400, 'invalid_json');
  }
});

test('a bad channel is 400 invalid_channel', async () => {
  const channels = [undefined, null, 5, '', {}, ['c'], 'x'.repeat(201), 'é'.repeat(101), 'a\u0000b', 'a\nb'];
  for (const channel of channels) {
    refused(await post(server, JSON.stringify({ channel, event: 'e', data: 1 })), 400, 'invalid_channel', /channel/);
  }
});

test('a bad event is 400 invalid_event, and so is a reserved one', async () => {
  for (const name of [undefined, null, 5, '', {}, 'x'.repeat(201)]) {
    refused(await post(server, JSON.stringify({ channel: 'c', event: name, data: 1 })), 400, 'invalid_event', /event/);
  }
  for (const name of ['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener']) {
    refused(await post(server, eventBody('c', name, '1')), 400, 'invalid_event', new RegExp(`"${name}"`), /reserved/);
  }
});

test('200 bytes are enough for a channel and an event', async (t) => {
  const name = 'é'.repeat(100);
  const client = await connect(t, server);
  await client.join(name);
  await publish(server, name, name, '1');
  await client.saw(name);
});

test('a refused publish reaches nobody', async (t) => {
  const client = await connect(t, server);
  await client.join('refused');
  await post(server, eventBody('refused', 'e', '1'), { 'X-Api-Key': 'wrong' });
  await post(server, eventBody('refused', 'e', '1'), { 'Content-Type': 'text/plain' });
  await post(server, `${eventBody('refused', 'e', '1')}x`);
  await post(server, eventBody('refused', 'disconnect', '1'));
  await publish(server, 'refused', 'marker', '1');
  await client.saw('marker');
  assert.deepEqual(client.all('e'), []);
  assert.deepEqual(client.disconnects, []);
});

test('a body over MAX_PAYLOAD is 413 with both sizes and what to do', async () => {
  const big = eventBody('c', 'e', JSON.stringify('x'.repeat(1_482_113 - eventBody('c', 'e', '""').length)));
  refused(await post(server, big), 413, 'payload_too_large', /1,482,113 bytes/, /1,000,000/, /MAX_PAYLOAD/);
  refused(await post(server, big, { 'Transfer-Encoding': 'chunked' }), 413, 'payload_too_large', /1,000,000/, /MAX_PAYLOAD/);
});

test('a chunked body is taken', async () => {
  assert.equal((await post(server, eventBody('c', 'e', '1'), { 'Transfer-Encoding': 'chunked' })).status, 200);
});

test('MAX_PAYLOAD is what the setting says', async (t) => {
  const small = await serve(t, { MAX_PAYLOAD: '2000' });
  const body = (size) => eventBody('c', 'e', JSON.stringify('x'.repeat(size - eventBody('c', 'e', '""').length)));
  assert.equal((await post(small, body(2000))).status, 200);
  refused(await post(small, body(2001)), 413, 'payload_too_large', /2,001 bytes/, /2,000/);
  const chunked = { 'Transfer-Encoding': 'chunked' };
  assert.equal((await post(small, body(2000), chunked)).status, 200);
  refused(await post(small, body(2001), chunked), 413, 'payload_too_large', /more than 2,000 bytes/);
});

test('unknown paths are 404 and other methods 405 with Allow (RFC 9110, 15.5.6)', async () => {
  const headers = { 'X-Api-Key': KEY };
  for (const path of ['/api/socket', '/api/socket/events/', '/api/nothing']) {
    refused(await request(server.url + path, { headers }), 404, 'not_found');
  }
  for (const method of ['GET', 'PUT', 'DELETE']) {
    const answer = await request(`${server.url}/api/socket/events`, { method, headers });
    refused(answer, 405, 'method_not_allowed');
    assert.match(answer.headers.allow, /POST/);
  }
  const answer = await request(`${server.url}/api`, { method: 'POST', headers });
  refused(answer, 405, 'method_not_allowed');
  assert.match(answer.headers.allow, /GET/);
});

test('in production nothing is served at /', async () => {
  assert.equal((await request(server.url)).status, 404);
});

test('health, readiness and metrics answer without a key', async () => {
  assert.equal((await request(`${server.url}/healthz`)).status, 200);
  assert.equal((await request(`${server.url}/readyz`)).status, 200);
  const metrics = await request(`${server.url}/metrics`);
  assert.equal(metrics.status, 200);
  assert.match(metrics.text, /^# HELP socketchat_/m);
});

test('HEAD is answered as GET is, without the body (RFC 9110, 9.3.2)', async (t) => {
  for (const path of ['/healthz', '/readyz', '/metrics', '/nothing']) {
    const raw = new Raw(t, server).send(`HEAD ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    await until(() => raw.closed, `the answer to HEAD ${path}`);
    const get = await request(server.url + path);
    assert.match(raw.text, new RegExp(`^HTTP/1.1 ${get.status} .*\r\nContent-Length: [1-9]`, 's'), path);
    assert.equal(raw.text.split('\r\n\r\n')[1], '', path);
  }
});
