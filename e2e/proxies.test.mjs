// The files in deploy/, run: each proxy in front of nodes that share a Redis, with stock clients on default transports.
// nginx always; HAProxy, Caddy and Apache with SOCKETCHAT_LONG=1.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { root } from './lib/binary.mjs';
import { certificate } from './lib/certificate.mjs';
import { connect } from './lib/client.mjs';
import { nameServer } from './lib/names.mjs';
import { freePort } from './lib/port.mjs';
import { deployed, PROXIES, startProxy } from './lib/proxy.mjs';
import { publish } from './lib/publish.mjs';
import { Redis } from './lib/redis.mjs';
import { serve, Server } from './lib/server.mjs';
import { KEY } from './lib/token.mjs';
import { lasts, until } from './lib/wait.mjs';

const CLIENTS = 20;
const POLLING = 4; // clients that never upgrade
const PING = 1500; // ms
const HEARTBEAT = { PING_INTERVAL: `${PING}ms`, PING_TIMEOUT: '10s' };

/** Clients of both kinds by way of the proxy, connected and joined. */
async function clientsOf(t, proxy) {
  const secure = proxy.ca ? { ca: proxy.ca } : {};
  const all = await Promise.all(Array.from({ length: CLIENTS + POLLING }, (_, i) => (
    connect(t, proxy, i < CLIENTS ? secure : { ...secure, transports: ['polling'] }))));
  await Promise.all(all.map((client) => client.join('behind')));
  await Promise.all(all.slice(0, CLIENTS).map((client) => client.upgraded()));
  return all;
}

async function allHear(proxy, clients, n) {
  await publish(proxy, 'behind', 'hello', String(n));
  await Promise.all(clients.map((client) => client.saw('hello', (data) => data === n)));
}

/** Every client connects, joins, hears, stays past two ping intervals and still hears. */
async function serves(t, proxy, nodes) {
  const clients = await clientsOf(t, proxy);
  await allHear(proxy, clients, 1);
  for (const node of nodes) assert.ok(await node.metric('socketchat_sessions') > 0, 'each node has clients');
  await lasts(2 * PING + 500);
  await allHear(proxy, clients, 2);
  for (const client of clients) assert.deepEqual(client.disconnects, [], 'a client lost its connection');
  return clients;
}

for (const [name, { config, command }] of Object.entries(PROXIES)) {
  const skip = name === 'nginx' || process.env.SOCKETCHAT_LONG ? false : 'SOCKETCHAT_LONG is not set';
  test(`${name} with TLS in front of two nodes: ${CLIENTS} of ${CLIENTS} clients`, { skip }, async (t) => {
    const redis = await Redis.start(t);
    const nodes = await Promise.all(['a', 'b'].map((tag) => serve(t, { ...redis.env, ...HEARTBEAT, NODE_TAG: tag })));
    await Promise.all(nodes.map((node) => node.ready()));
    const port = await freePort();
    const tls = certificate();
    const proxy = await startProxy(t, { config: (folder) => config(folder, port, nodes, tls), command }, `https://localhost:${port}`, tls.ca);
    await serves(t, proxy, nodes);
  });
}

test('the cluster of compose.cluster.yml: clients of every node, and a node that dies', async (t) => {
  const tags = ['a', 'b', 'c'];
  const redis = await Redis.start(t);
  const port = await freePort();
  const nodes = await Promise.all(tags.map((tag, i) => {
    const node = new Server('serve', { ...redis.env, ...HEARTBEAT, HOST: `127.0.77.${i + 1}`, PORT: String(port), NODE_TAG: tag, HTTP_API_KEY: KEY });
    t.after(() => node.exit || node.kill());
    node.url = `http://${node.env.HOST}:${port}`;
    return node.healthy();
  }));
  await Promise.all(nodes.map((node) => node.ready()));

  const hosts = Object.fromEntries(nodes.map((node) => [node.env.NODE_TAG, [node.env.HOST]]));
  hosts.nodes = nodes.map((node) => node.env.HOST);
  const resolver = await nameServer(t, hosts);
  const front = await freePort();
  const proxy = await startProxy(t, {
    config: (folder) => deployed('nginx-cluster.conf', {
      '127.0.0.11': resolver, ':3000;': `:${port};`, 'listen 8080': `listen 127.0.0.1:${front}`, '/tmp/': `${folder}/`,
    }),
    command: PROXIES.nginx.command,
  }, `http://127.0.0.1:${front}`);
  const clients = await serves(t, proxy, nodes);
  for (const client of clients) client.keepJoined('behind');

  // As when a container dies: its name is gone too.
  const [dead, ...alive] = nodes;
  await dead.kill();
  delete hosts[dead.env.NODE_TAG];
  hosts.nodes = alive.map((node) => node.env.HOST);
  await until(async () => {
    const joined = await Promise.all(alive.map((node) => node.metric('socketchat_subscriptions')));
    return joined.reduce((sum, n) => sum + n) === clients.length;
  }, 'all clients are in the channel again', 20_000, 100);
  await allHear(proxy, clients, 3);
});

test('every time limit of the proxies is above the heartbeat', () => {
  const limits = {
    'nginx.conf': /proxy_(?:read|send)_timeout (\d+)s/g,
    'nginx-cluster.conf': /proxy_(?:read|send)_timeout (\d+)s/g,
    'haproxy.cfg': /timeout (?:client|server|tunnel)\s+(\d+)s/g,
    'apache.conf': /ProxyTimeout (\d+)/g,
  };
  for (const [file, pattern] of Object.entries(limits)) {
    const found = [...fs.readFileSync(path.join(root, 'deploy', file), 'utf8').matchAll(pattern)];
    assert.ok(found.length > 0, file);
    for (const [text, seconds] of found) assert.ok(Number(seconds) > 25 + 20, `${file}: ${text}`);
  }
});
