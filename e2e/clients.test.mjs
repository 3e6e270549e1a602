// Clients in the wild, each on every transport that it has, against the application of the public test suites and the
// broadcast server. docs/reference/clients.md says the same as a table; UPDATE=1 writes it anew.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from './clients/chromium.mjs';
import { javascript } from './clients/javascript.mjs';
import { program } from './clients/program.mjs';
import { startTarget } from './differential/target.mjs';
import { root } from './lib/binary.mjs';
import { browser } from './lib/browser.mjs';
import { temporaryFolder } from './lib/folder.mjs';
import { request } from './lib/http.mjs';
import { link } from './lib/link.mjs';
import { publish } from './lib/publish.mjs';
import { serve } from './lib/server.mjs';
import { token } from './lib/token.mjs';
import { until } from './lib/wait.mjs';

const EVENTS = 500;
const ALL = ['default', 'websocket', 'polling'];
const here = (name) => fileURLToPath(new URL(`clients/${name}`, import.meta.url));
const python = (name) => () => ['/usr/bin/python3', '-B', here(name)];

const goClient = path.join(temporaryFolder('go-client'), 'client');
execFileSync('go', ['build', '-o', goClient, '.'], { cwd: here('go'), stdio: 'inherit' });

const { context } = await browser({ after });

const CLIENTS = [
  javascript('4.8', 'socket.io-client'),
  javascript('4.7', 'socket.io-client-4.7'),
  javascript('4.5', 'socket.io-client-4.5'),
  javascript('4.1', 'socket.io-client-4.1'),
  javascript('3.1', 'socket.io-client-3.1'),
  chromium(context),
  program('Python, python-socketio', ALL, python('python_sync.py')),
  program('Python, python-socketio with asyncio', ALL, python('python_asyncio.py')),
  // Not polling alone: its 3.0.4 sends nothing after its first POST, to the official server neither.
  program('Go, zishang520/socket.io', ['default', 'websocket'], () => [goClient]),
];

const TEXT = ['hello', 1, -0.5, true, null, [1, [2]], { a: { b: 'c' } }];
const UNICODE = ['é ß 日本語 😀', '\u2028\u2029\u0000\u001e', { 'ключ': '值' }];
const BYTES = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
const BINARY = [BYTES, { deep: [BYTES.subarray(0, 3)] }, 'and text'];

const conformance = await startTarget({ after }, 'socketio');
const chat = await serve({ after });

/** What a client is held to: by name, a function of it and of what it is connected through. */
const SUITE = {
  'auth': async (client) => assert.deepEqual(await client.got('auth'), [[{ name: 'é' }]]),
  'text': async (client) => echoes(client, TEXT),
  'Unicode': async (client) => echoes(client, UNICODE),
  'binary': async (client) => echoes(client, BINARY),
  'ack from the server': async (client) => {
    for (const args of [[], TEXT, UNICODE, BINARY]) assert.deepEqual(await client.ask('message-with-ack', ...args), args);
  },
  'ack from the client': async (client) => {
    client.emit('askme');
    assert.deepEqual(await client.got('answered'), [[1, 'back']]);
  },
  'order': async (client) => {
    client.events.length = 0;
    for (let i = 0; i < EVENTS; i++) client.emit('message', i);
    assert.deepEqual(await client.got('message-back', EVENTS), Array.from({ length: EVENTS }, (_, i) => [i]));
  },
  'reconnect': async (client, line) => {
    await lose(client, line);
    client.events.length = 0;
    assert.deepEqual(await client.ask('message-with-ack', 'again'), ['again']);
    await echoes(client, BINARY);
  },
};

/** Cuts until the client saw it: polling may have no request under way, and go on where it was. */
async function lose(client, line) {
  const cutting = setInterval(() => line.cut(), 100);
  await until(() => client.disconnects > 0, `${client.name} notices`).finally(() => clearInterval(cutting));
  await client.connected(2);
}

async function echoes(client, args) {
  client.events.length = 0;
  client.emit('message', ...args);
  assert.deepEqual(await client.got('message-back'), [args]);
}

const combinations = CLIENTS.flatMap((client) => client.transports.map((transport) => ({ client, transport })));
const held = new Map(combinations.map(({ client, transport }) => [`${client.name} ${transport}`, new Set()]));

describe('the application of the public suites', { concurrency: 4 }, () => {
  for (const { client, transport } of combinations) {
    test(`${client.name}, ${transport}`, async (t) => {
      const line = await link(t, conformance);
      const remote = await client.start(t, line.url, transport, { name: 'é' });
      await remote.connected();
      for (const [feature, holds] of Object.entries(SUITE)) {
        await t.test(feature, () => holds(remote, line));
        held.get(`${client.name} ${transport}`).add(feature);
      }
    });
  }
});

test(`${EVENTS} broadcasts reach every client on every transport, in order, and again after a reconnect`, async (t) => {
  const remotes = [];
  for (const { client, transport } of combinations) {
    const line = await link(t, chat);
    const remote = await client.start(t, line.url, transport, {});
    await remote.connected();
    remotes.push({ remote, line, features: held.get(`${client.name} ${transport}`) });
  }
  const join = ({ remote }) => remote.ask('join', token('wild')).then(([ack]) => assert.deepEqual(ack, { status: 'ok', channel: 'wild' }));
  await Promise.all(remotes.map(join));
  for (let i = 0; i < EVENTS; i++) await publish(chat, 'wild', 'n', JSON.stringify([i, `日本語 😀 ${i}`]));
  const wanted = Array.from({ length: EVENTS }, (_, i) => [[i, `日本語 😀 ${i}`]]);
  await Promise.all(remotes.map(async ({ remote }) => assert.deepEqual(await remote.got('n', EVENTS), wanted, remote.name)));

  await Promise.all(remotes.map(({ remote, line }) => lose(remote, line)));
  await Promise.all(remotes.map(join));
  await publish(chat, 'wild', 'after', '1');
  for (const { remote, features } of remotes) {
    assert.deepEqual(await remote.got('after'), [[1]], remote.name);
    features.add('broadcast');
  }
});

test('Engine.IO 3: clients of 2.x are refused with code 5, on each transport', async (t) => {
  const { default: io } = await import('socket.io-client-2');
  for (const transport of ['polling', 'websocket']) {
    const upgrade = transport === 'polling' ? {}
      : { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==' };
    const { status, text } = await request(`${chat.url}/socket.io/?EIO=3&transport=${transport}`, { headers: upgrade });
    assert.equal(status, 400);
    assert.match(text, /Unsupported protocol version/);

    const socket = io(chat.url, { transports: [transport], reconnection: false });
    t.after(() => socket.close());
    const refusal = await until(() => new Promise((resolve) => socket.once('connect_error', resolve)), '2.x is refused');
    assert.match(String(refusal.description?.message ?? refusal.description), /400/);
    assert.equal(socket.connected, false);
  }
  assert.deepEqual((await request(`${chat.url}/socket.io/?EIO=3&transport=polling`)).json, { code: 5, message: 'Unsupported protocol version' });
});

test('docs/reference/clients.md is what was seen here', () => {
  const file = path.join(root, 'docs/reference/clients.md');
  const features = [...Object.keys(SUITE), 'broadcast'];
  const rows = combinations.map(({ client, transport }) => {
    const seen = held.get(`${client.name} ${transport}`);
    return `| ${client.name} | ${transport} | ${features.map((feature) => seen.has(feature) ? 'yes' : 'no').join(' | ')} |`;
  });
  const table = [`| client | transport | ${features.join(' | ')} |`, `|---|---${'|---'.repeat(features.length)}|`, ...rows].join('\n');
  const text = fs.readFileSync(file, 'utf8');
  const shown = /^\| client \|.*(?:\n\|.*)*/m;
  if (process.env.UPDATE) fs.writeFileSync(file, text.replace(shown, table));
  else assert.equal(shown.exec(text)?.[0], table, 'run: UPDATE=1 node --test e2e/clients.test.mjs');
});
