// The README's commands, as they stand there; docs.test.mjs holds that each is marked.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect } from './lib/client.mjs';
import { script } from './lib/markdown.mjs';
import { freePort } from './lib/port.mjs';
import { run, start } from './lib/shell.mjs';

const BUILD = 300_000; // ms for what builds first
const readme = (name) => script('README.md', name);

test('the first minute: make run, and a publish by curl', async (t) => {
  const port = await freePort();
  const server = start(t, readme('first minute'), { PORT: String(port) });
  server.url = `http://localhost:${port}`;
  await server.line(new RegExp(`http://localhost:${port}`), BUILD);
  const client = await connect(t, server);
  const { token } = await (await fetch(`${server.url}/token?channel=test-123`)).json();
  assert.equal((await client.ask('join', token)).status, 'ok');
  const answer = await run(t, readme('publish').replace('localhost:3000', `localhost:${port}`));
  assert.equal(JSON.parse(answer.split('\n').find((line) => line.startsWith('{'))).status, 'ok', answer);
  await client.saw('join-channel', (data) => data.user_id === 1);
  await server.line(/join .*test-123/);
  await server.line(/publish .*1 subscriber/);
  await server.stop();
});

test('production: build, check, serve, and a health check', async (t) => {
  const env = { PORT: String(await freePort()) };
  const server = start(t, readme('serve'), env);
  await server.line(/"msg":"listening"/, BUILD);
  assert.match(server.output, /^HTTP_API_KEY +set \(64 bytes\)/m);
  assert.match(server.output, /^ALLOW_REQUEST_DOMAINS +foo\.com, bar\.me/m);
  for (const flag of ['', ' --ready']) assert.match(await run(t, `bin/socketchat healthcheck${flag}`, env), /: 200 /);
  assert.deepEqual(await server.stop(), { code: 0, signal: null });
});

test('a token on the command line, and why it is valid', async (t) => {
  const output = await run(t, readme('token'));
  assert.match(output, /^[A-Za-z0-9+/=]{40,}$/m);
  assert.match(output, /The token is valid\.$/);
});
