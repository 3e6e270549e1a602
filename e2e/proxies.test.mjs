// The files in deploy/, run: each proxy in front of nodes that share a Redis, with stock clients on default transports.
// nginx always; HAProxy, Caddy and Apache with SOCKETCHAT_LONG=1.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { root } from './lib/binary.mjs';
import { certificate } from './lib/certificate.mjs';
import { connect } from './lib/client.mjs';
import { request } from './lib/http.mjs';
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

const UPGRADE = { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==' };
const LISTED = { ALLOW_REQUEST_DOMAINS: 'app.example.com' };
const CLIENT = '127.0.0.9';
const MADE_UP = '203.0.113.66';

/** A handshake from CLIENT with an origin that is refused and a made-up X-Forwarded-For; resolves to the log's line about it. */
async function refusedLine(front, nodes, origin, headers = {}) {
  const transport = headers.Upgrade ? 'websocket' : 'polling';
  const answer = await request(`${front.url}/socket.io/?EIO=4&transport=${transport}`, {
    ca: front.ca, from: CLIENT, headers: { Origin: `https://${origin}`, 'X-Forwarded-For': MADE_UP, ...headers },
  });
  assert.equal(answer.status, 403, answer.text);
  const lines = () => nodes.flatMap((node) => node.lines).filter((line) => line.includes(`https://${origin} refused`));
  await until(() => lines().length > 0, `a line about ${origin}`);
  const [line, ...others] = lines();
  assert.deepEqual(others, []);
  return JSON.parse(line);
}

for (const [name, { config, command }] of Object.entries(PROXIES)) {
  const skip = name === 'nginx' || process.env.SOCKETCHAT_LONG ? false : 'SOCKETCHAT_LONG is not set';
  test(`${name} with TLS in front of two nodes: ${CLIENTS} of ${CLIENTS} clients`, { skip }, async (t) => {
    const redis = await Redis.start(t);
    const nodes = await Promise.all(['a', 'b'].map((tag) => (
      serve(t, { ...redis.env, ...HEARTBEAT, ...LISTED, NODE_TAG: tag, TRUSTED_PROXIES: '127.0.0.1' }))));
    await Promise.all(nodes.map((node) => node.ready()));
    const port = await freePort();
    const tls = certificate();
    const proxy = await startProxy(t, { config: (folder) => config(folder, port, nodes, tls), command }, `https://localhost:${port}`, tls.ca);
    await serves(t, proxy, nodes);
    assert.equal((await refusedLine(proxy, nodes, 'polling.example.org')).client, CLIENT);
    assert.equal((await refusedLine(proxy, nodes, 'websocket.example.org', UPGRADE)).client, CLIENT);
  });
}

test('without TRUSTED_PROXIES the log shows the proxy, and says once what to set', async (t) => {
  const node = await serve(t, LISTED);
  const port = await freePort();
  const tls = certificate();
  const { config, command } = PROXIES.nginx;
  const proxy = await startProxy(t, { config: (folder) => config(folder, port, [node, node], tls), command }, `https://localhost:${port}`, tls.ca);
  for (const origin of ['one.example.org', 'two.example.org']) assert.equal((await refusedLine(proxy, [node], origin)).client, '127.0.0.1');
  const hints = node.lines.filter((line) => line.includes('TRUSTED_PROXIES')).map((line) => JSON.parse(line));
  assert.deepEqual(hints.map(({ level, client }) => [level, client]), [['WARN', '127.0.0.1']]);
});

test('X-Forwarded-For of somebody whom TRUSTED_PROXIES does not list is ignored', async (t) => {
  const node = await serve(t, { ...LISTED, TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8' });
  assert.equal((await refusedLine(node, [node], 'direct.example.org')).client, CLIENT);
  assert.equal((await refusedLine(node, [node], 'ws.example.org', UPGRADE)).client, CLIENT);
  assert.doesNotMatch(node.output, /TRUSTED_PROXIES/);
});

test('with LOG_LEVEL=debug each client has its lines, and they tell no secret', async (t) => {
  const node = await serve(t, { ...LISTED, TRUSTED_PROXIES: '127.0.0.1', LOG_LEVEL: 'debug' });
  const said = async (address) => {
    const pattern = new RegExp(`"client":"${address}"`);
    await until(() => node.lines.filter((line) => pattern.test(line)).length >= 2, `two lines about ${address}`);
    return node.lines.filter((line) => pattern.test(line)).map((line) => {
      const { time, client, ...rest } = JSON.parse(line);
      return rest;
    });
  };
  const kinds = { websocket: { transports: ['websocket'] }, polling: { transports: ['polling'] } };
  for (const [i, [transport, options]] of Object.entries(kinds).entries()) {
    const address = `198.51.100.${i}`;
    const client = await connect(t, node, { ...options, extraHeaders: { 'X-Forwarded-For': address } });
    const sid = client.engine.id;
    await client.join('quiet');
    client.close();
    assert.deepEqual(await said(address), [
      { level: 'DEBUG', msg: 'client connected', transport },
      { level: 'DEBUG', msg: 'client disconnected', transport, reason: 'client_closed' },
    ]);
    assert.ok(!node.output.includes(sid), 'the log has a session id');
  }
  const from = { headers: { 'X-Forwarded-For': '198.51.100.9', 'X-Api-Key': 'a-wrong-key' } };
  assert.equal((await request(`${node.url}/api`, from)).status, 401);
  assert.equal((await request(`${node.url}/socket.io/?EIO=4&transport=polling&sid=nobody`, from)).status, 400);
  assert.deepEqual(await said('198.51.100.9'), [
    { level: 'DEBUG', msg: 'API request refused', status: 401 },
    { level: 'DEBUG', msg: 'request refused', reason: 'unknown_sid' },
  ]);
  assert.doesNotMatch(node.output, /a-wrong-key|nobody|quiet|"stack"/);
});

test('the cluster of compose.cluster.yml: clients of every node, and a node that dies', async (t) => {
  const tags = ['a', 'b', 'c'];
  const redis = await Redis.start(t);
  const port = await freePort();
  const nodes = await Promise.all(tags.map((tag, i) => {
    const node = new Server('serve', {
      ...redis.env, ...HEARTBEAT, ...LISTED, HOST: `127.0.77.${i + 1}`, PORT: String(port), NODE_TAG: tag, HTTP_API_KEY: KEY, TRUSTED_PROXIES: '127.0.0.1',
    });
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
  assert.equal((await refusedLine(proxy, nodes, 'cluster.example.org')).client, CLIENT);

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
