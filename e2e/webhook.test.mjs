// Webhooks of clients that leave, at a real receiver.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { root } from './lib/binary.mjs';
import { connect, TRANSPORTS } from './lib/client.mjs';
import { fenced } from './lib/fenced.mjs';
import { temporaryFolder } from './lib/folder.mjs';
import { freePort } from './lib/port.mjs';
import { Program } from './lib/program.mjs';
import { Receiver } from './lib/receiver.mjs';
import { serve } from './lib/server.mjs';
import { KEY, sign, token } from './lib/token.mjs';
import { timed, until } from './lib/wait.mjs';

const DOCUMENT = 'docs/how-to/webhooks.md';
const server = await serve({ after }, { WEBHOOK_ALLOW: 'any' });

async function join(client, url, options = {}) {
  assert.equal((await client.ask('join', token('hooked', { data: { webhook_url: url }, ...options }))).status, 'ok');
  return client;
}

const joined = async (t, url, options = {}) => join(await connect(t, server, { reconnection: false, ...options }), url);

const secret = (key) => `whsec_${Buffer.from(key).toString('base64')}`;

/** Both signatures of a webhook fit the key. */
function verified({ method, headers, body }, key = KEY) {
  assert.equal(method, 'POST');
  assert.equal(headers['content-type'], 'text/plain');
  new Webhook(secret(key)).verify(body, headers, { jsonParse: false });
  const json = Buffer.from(body, 'base64').toString().slice(0, -32);
  assert.equal(body, sign(json, key), 'the body is not signed as the old app signed it');
  const { timestamp } = JSON.parse(json);
  assert.equal(json, `{"data":{"event":"disconnect"},"timestamp":${timestamp}}`);
  const left = timestamp - Date.now() / 1000;
  assert.ok(left > 30 && left <= 60, `valid for ${left} s`);
}

for (const { name, options } of TRANSPORTS) {
  test(`${name}: a client that disconnects is told of once`, async (t) => {
    const receiver = await Receiver.listen(t);
    const client = await joined(t, `${receiver.url}/left?user=1`, options);
    if (name === 'default') await client.upgraded();
    client.close();
    const [webhook] = await receiver.webhooks(1);
    verified(webhook);
    assert.equal(webhook.path, '/left?user=1');
    await until(async () => await server.metric('socketchat_webhooks_waiting') === 0, 'nothing waits');
    assert.equal(receiver.got.length, 1);
  });
}

test('a connection that is cut counts as well', async (t) => {
  const receiver = await Receiver.listen(t);
  const client = await joined(t, receiver.url, { transports: ['websocket'] });
  client.engine.transport.ws.terminate();
  verified((await receiver.webhooks(1))[0]);
});

test('the last token decides, and one without a URL ends it', async (t) => {
  const [first, second] = await Promise.all([Receiver.listen(t), Receiver.listen(t)]);
  const client = await joined(t, first.url);
  await join(client, second.url);
  const silent = await joined(t, first.url);
  await silent.join('hooked');
  await silent.ask('leave', 'hooked');
  silent.close();
  client.close();
  await second.webhooks(1);
  assert.deepEqual(first.got, []);
});

test('a receiver that hangs and one that fails delay no other', async (t) => {
  const [good, hanging, failing] = await Promise.all([Receiver.listen(t), Receiver.listen(t, 0), Receiver.listen(t, 500)]);
  const clients = await Promise.all(Array.from({ length: 30 }, (_, i) =>
    joined(t, [good, hanging, failing][i % 3].url, { transports: ['websocket'] })));
  const { ms } = await timed(async () => {
    clients.forEach((client) => client.close());
    await good.webhooks(10);
  });
  assert.ok(ms < 5000, `the good one was served after ${ms} ms; an attempt at the other takes 10000`);
  assert.equal(hanging.got.length, 1, 'attempts at a host that has not answered yet');
  await failing.webhooks(11); // at least one came again
  const ids = failing.got.map(({ headers }) => headers['webhook-id']);
  const bodies = new Map(failing.got.map(({ headers, body }) => [headers['webhook-id'], body]));
  assert.ok(new Set(ids).size < ids.length, 'a retry has the id of the first attempt');
  for (const { headers, body } of failing.got) assert.equal(body, bodies.get(headers['webhook-id']));
  failing.status = 204;
  await until(() => new Set(failing.got.map(({ headers }) => headers['webhook-id'])).size === 10, 'all ten came', 30_000);
});

test('each of two keys verifies while they are rotated', async (t) => {
  const rotating = await serve(t, { WEBHOOK_ALLOW: 'any', HTTP_API_KEY: `new-api-key-new,${KEY}` });
  const receiver = await Receiver.listen(t);
  const client = await join(await connect(t, rotating), receiver.url);
  client.close();
  const [webhook] = await receiver.webhooks(1);
  verified(webhook, 'new-api-key-new');
  new Webhook(secret(KEY)).verify(webhook.body, webhook.headers, { jsonParse: false });
  assert.throws(() => new Webhook(secret('another-api-key')).verify(webhook.body, webhook.headers, { jsonParse: false }));
});

test('loopback is refused by default, and the log names the host only', async (t) => {
  const strict = await serve(t);
  const receiver = await Receiver.listen(t);
  const client = await join(await connect(t, strict), `${receiver.url}/left?secret=1`);
  client.close();
  await until(async () => await strict.metric('socketchat_webhooks_failed_total', /address_refused/) === 1, 'it is counted');
  await strict.line(/"reason":"address_refused"/);
  assert.match(strict.output, /WEBHOOK_ALLOW is private, which refuses 127\.0\.0\.1/);
  assert.doesNotMatch(strict.output, /secret/);
  assert.deepEqual(receiver.got, []);
});

test('a server that stops tells of nobody', async (t) => {
  const stopping = await serve(t, { WEBHOOK_ALLOW: 'any' });
  const receiver = await Receiver.listen(t);
  for (const { options } of TRANSPORTS) await join(await connect(t, stopping, { reconnection: false, ...options }), receiver.url);
  assert.equal((await stopping.stop()).code, 0);
  assert.deepEqual(receiver.got, []);
});

test('a receiver that hangs does not hold the stop longer than SHUTDOWN_TIMEOUT', async (t) => {
  const stopping = await serve(t, { WEBHOOK_ALLOW: 'any', SHUTDOWN_TIMEOUT: '1s' });
  const receiver = await Receiver.listen(t, 0);
  const client = await join(await connect(t, stopping), receiver.url);
  client.close();
  await receiver.webhooks(1);
  const { result: exit, ms } = await timed(() => stopping.stop());
  assert.equal(exit.code, 0);
  assert.ok(ms < 1000 + 1500, `ended after ${ms} ms`);
  assert.match(stopping.output, /webhooks dropped/);
});

test('the document\'s receiver and its shell line work', async (t) => {
  const folder = temporaryFolder('receiver');
  fs.symlinkSync(path.join(root, 'e2e/node_modules'), path.join(folder, 'node_modules'));
  fs.writeFileSync(path.join(folder, 'receiver.mjs'), fenced(DOCUMENT, 'as receiver.mjs'));
  fs.writeFileSync(path.join(folder, 'body.mjs'), fenced(DOCUMENT, 'as body.mjs'));
  const port = await freePort();
  const program = new Program(process.execPath, ['receiver.mjs'], { cwd: folder, env: { PORT: String(port), HTTP_API_KEY: KEY } });
  t.after(() => program.kill());
  const client = await joined(t, `http://127.0.0.1:${port}/left?user=42`);
  client.close();
  await program.line(/^disconnect 42$/, 15_000); // a retry, if it came up late

  const receiver = await Receiver.listen(t);
  (await joined(t, receiver.url)).close();
  const [{ body }] = await receiver.webhooks(1);
  const { disconnected } = await import(path.join(folder, 'body.mjs'));
  assert.equal(disconnected(body, KEY), true);
  assert.equal(disconnected(body, 'another key'), false);
  assert.equal(disconnected(body, KEY, Date.now() / 1000 + 61), false);

  const name = 'the secret of the key test-api-key is whsec_dGVzdC1hcGkta2V5';
  const printed = execFileSync('sh', ['-c', fenced(DOCUMENT, name)], { encoding: 'utf8' });
  assert.equal(printed, 'whsec_dGVzdC1hcGkta2V5\n');
  assert.equal(printed.trim(), secret(KEY));
});
