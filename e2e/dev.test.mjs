// The first minute: `socketchat dev`, its output, and the curl that it prints.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import net from 'node:net';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { connect } from './lib/client.mjs';
import { request } from './lib/http.mjs';
import { freePort } from './lib/port.mjs';
import { publish } from './lib/publish.mjs';
import { dev, Server } from './lib/server.mjs';

// dev ignores keys and Redis settings: these would break it.
const server = await dev({ after }, { HTTP_API_KEY: 'another', REDIS_HOST: '127.0.0.1', REDIS_PORT: '1', ALLOW_REQUEST_DOMAINS: 'foo.com' });

/** The command that begins with "curl" in the output, with its continued lines. */
async function printedCurl() {
  await server.line(/curl /);
  const lines = server.output.slice(server.output.indexOf('curl ')).split('\n');
  const last = lines.findIndex((line) => !line.trimEnd().endsWith('\\'));
  return lines.slice(0, last + 1).join('\n');
}

test('it prints the page, the curl and a browser snippet', async () => {
  await server.line(new RegExp(`http://localhost:${server.port}`));
  const curl = await printedCurl();
  for (const part of [`http://localhost:${server.port}/api/socket/events`, 'X-Api-Key: test-api-key', '"channel":"test-123"']) {
    assert.ok(curl.includes(part), curl);
  }
  assert.match(server.output, /io\(/);
  assert.match(server.output, /join/);
});

test('the printed curl, pasted, reaches a client in test-123', async (t) => {
  const client = await connect(t, server);
  await client.join('test-123');
  await server.line(/join.*test-123|test-123.*join/i);
  const { stdout } = await promisify(execFile)('bash', ['-c', await printedCurl()]);
  assert.equal(JSON.parse(stdout).status, 'ok');
  await client.saw('join-channel', (data) => data.user_id === 1);
  await server.line(/join-channel.*\b1 subscriber\b/);
});

test('a publish to nobody says so and guesses the channel that was meant', async (t) => {
  const client = await connect(t, server);
  await client.join('test-123');
  await publish(server, 'tset-123', 'hello', '1');
  const line = await server.line(/0 subscribers/);
  assert.match(line, /nobody is in "tset-123"; did you mean "test-123" \(\d+\)\?/);
});

test('it listens on both loopback addresses and on no other', async () => {
  for (const host of ['127.0.0.1', '[::1]', 'localhost']) {
    assert.equal((await request(`http://${host}:${server.port}/healthz`)).status, 200, host);
  }
  const other = net.createServer();
  await new Promise((resolve, reject) => other.once('error', reject).listen(server.port, '127.0.0.2', resolve));
  other.close();
});

test('the page comes with a token that joins, and /token gives fresh ones', async (t) => {
  const page = await request(server.url);
  assert.equal(page.status, 200);
  assert.match(page.headers['content-type'], /^text\/html/);
  const [, pageToken] = /"token":"([^"]+)"/.exec(page.text.replaceAll('\\u003d', '='));
  const fresh = await request(`${server.url}/token?channel=${encodeURIComponent('räume/1')}`);
  assert.equal(fresh.status, 200);
  const client = await connect(t, server);
  assert.deepEqual(await client.ask('join', pageToken), { status: 'ok', channel: 'test-123' });
  assert.deepEqual(await client.ask('join', fresh.json.token), { status: 'ok', channel: 'räume/1' });
});

test('it serves the stock client when that was built in', async (t) => {
  const answer = await request(`${server.url}/socket.io/socket.io.js`);
  if (answer.status === 404) return t.skip('built without the bundle');
  assert.equal(answer.status, 200);
  assert.match(answer.headers['content-type'], /javascript/);
  assert.match(answer.text, /Socket\.IO/);
});

test('a taken port is one clear line and exit 1', async (t) => {
  const port = await freePort();
  const squatter = net.createServer().listen(port, '127.0.0.1');
  await new Promise((resolve) => squatter.once('listening', resolve));
  t.after(() => squatter.close());
  const second = new Server('dev', { PORT: String(port) });
  const exit = await second.end();
  assert.deepEqual(exit, { code: 1, signal: null }, second.output);
  assert.equal(second.lines.length, 1, second.output);
  assert.match(second.output, new RegExp(`\\b${port}\\b`));
  assert.match(second.output, /PORT/);
});
