// Every kind of Redis, by the settings alone: a node publishes and another one receives; and a wrong
// setting is one line that says what to change. Failovers are tested with the broker, in Go.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { certificate } from './lib/certificate.mjs';
import { connect } from './lib/client.mjs';
import { temporaryFolder } from './lib/folder.mjs';
import { freePort } from './lib/port.mjs';
import { Program } from './lib/program.mjs';
import { publish } from './lib/publish.mjs';
import { serve } from './lib/server.mjs';
import { until } from './lib/wait.mjs';

const cli = (...args) => execFileSync('redis-cli', args.map(String), { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 5000 });

/** A redis-server with these arguments that answers redis-cli with those. */
async function redis(t, args, ask, mode = []) {
  const program = new Program('redis-server', [...mode, '--bind', '127.0.0.1', '--dir', temporaryFolder('redis'), '--save', '', ...args].map(String));
  t.after(() => program.exit || program.kill());
  await until(() => {
    try {
      return /PONG|NOAUTH/.test(cli(...ask, 'PING'));
    } catch {
      return false;
    }
  }, 'redis-server answers');
  return program;
}

/** Two nodes with these settings: one publishes, the other's client receives, and both count it. */
async function works(t, env) {
  const nodes = await Promise.all([1, 2].map(() => serve(t, env)));
  await Promise.all(nodes.map((node) => node.ready()));
  const client = await connect(t, nodes[0]);
  await client.join('kinds');
  await until(async () => (await publish(nodes[1], 'kinds', 'news', '1')).subscribers === 1, 'the other node knows the member');
  await client.saw('news', (n) => n === 1);
  for (const node of nodes) assert.deepEqual(node.lines.filter((line) => /"level":"(WARN|ERROR)"/.test(line) && !/HTTP_API_KEY|ALLOW_REQUEST/.test(line)), []);
}

/** A node with these settings is not ready and says this, once, as an error. */
async function says(t, env, pattern) {
  const node = await serve(t, env);
  await node.line(pattern);
  assert.equal(await node.isReady(), false);
  await until(async () => await node.metric('socketchat_redis_errors_total') > 4, 'several attempts');
  const lines = node.lines.filter((line) => /redis/i.test(line));
  assert.equal(lines.length, 1, lines.join('\n'));
  assert.match(lines[0], /"level":"ERROR"/);
  assert.doesNotMatch(node.output, /s3cret/);
}

test('password, user, database', async (t) => {
  const port = await freePort();
  await redis(t, ['--port', port, '--requirepass', 's3cret', ...'--user chat on >s3cret-too ~{socketchat}:* +@all'.split(' ')], ['-p', port]);
  const env = { REDIS_HOST: '127.0.0.1', REDIS_PORT: String(port) };
  await works(t, { ...env, REDIS_AUTH_PASSWORD: 's3cret', REDIS_DB: '5' });
  await works(t, { ...env, REDIS_USERNAME: 'chat', REDIS_AUTH_PASSWORD: 's3cret-too' });
  await says(t, { ...env, REDIS_AUTH_PASSWORD: 's3cret-no' }, /REDIS_AUTH_PASSWORD/);
  await says(t, { ...env, REDIS_AUTH_PASSWORD: 's3cret', REDIS_DB: '500' }, /no database 500.*REDIS_DB/);
  await says(t, { ...env, REDIS_USERNAME: 'chat', REDIS_AUTH_PASSWORD: 's3cret-too', REDIS_DATA_PREFIX: 'other' }, /docs\/how-to\/redis\.md/);
});

test('a Unix socket', async (t) => {
  const socket = path.join(temporaryFolder('socket'), 'redis.sock');
  await redis(t, ['--port', 0, '--unixsocket', socket], ['-s', socket]);
  await works(t, { REDIS_HOST: socket });
  await works(t, { REDIS_HOST: `unix:${socket}`, REDIS_DATA_PREFIX: 'another' });
});

test('TLS with a CA of its own', async (t) => {
  const port = await freePort();
  const { ca, chain, key } = certificate();
  const file = path.join(temporaryFolder('ca'), 'ca.pem');
  fs.writeFileSync(file, ca);
  await redis(t, ['--port', 0, '--tls-port', port, '--tls-cert-file', chain, '--tls-key-file', key, '--tls-ca-cert-file', file, '--tls-auth-clients', 'no'],
    ['-p', port, '--tls', '--cacert', file]);
  const env = { REDIS_HOST: '127.0.0.1', REDIS_PORT: String(port) };
  await works(t, { ...env, REDIS_TLS: 'true', REDIS_TLS_CA_FILE: file });
  await says(t, { ...env, REDIS_TLS: 'true' }, /REDIS_TLS_CA_FILE/);
  await says(t, env, /REDIS_TLS=true/);
});

test('Sentinels', async (t) => {
  const port = await freePort();
  await redis(t, ['--port', port], ['-p', port]);
  const addresses = [];
  for (let i = 0; i < 3; i++) {
    const own = await freePort();
    const file = path.join(temporaryFolder('sentinel'), 'sentinel.conf');
    fs.writeFileSync(file, `port ${own}\nsentinel monitor chat 127.0.0.1 ${port} 2\n`);
    await redis(t, [], ['-p', own], [file, '--sentinel']);
    addresses.push(`127.0.0.1:${own}`);
  }
  await works(t, { REDIS_SENTINEL_MASTER: 'chat', REDIS_ADDRS: addresses.join(', ') });
  await says(t, { REDIS_SENTINEL_MASTER: 'mymaster', REDIS_ADDRS: addresses.join(',') }, /REDIS_SENTINEL_MASTER/);
});

test('a cluster', async (t) => {
  const port = await freePort();
  const bus = await freePort();
  await redis(t, ['--port', port, '--cluster-enabled', 'yes', '--cluster-port', bus], ['-p', port]);
  cli('-p', port, 'CLUSTER', 'ADDSLOTSRANGE', 0, 16383);
  await until(() => /cluster_state:ok/.test(cli('-p', port, 'CLUSTER', 'INFO')), 'the cluster is ok');
  await works(t, { REDIS_CLUSTER: 'true', REDIS_ADDRS: `127.0.0.1:${port}` });
  await works(t, { REDIS_CLUSTER: 'true', REDIS_HOST: '127.0.0.1', REDIS_PORT: String(port) });
  const single = await serve(t, { REDIS_HOST: '127.0.0.1', REDIS_PORT: String(port) });
  await single.line(/"level":"ERROR".*REDIS_CLUSTER=true/);
});

test('a policy that may drop the log is warned about', async (t) => {
  const port = await freePort();
  await redis(t, ['--port', port, '--maxmemory-policy', 'allkeys-lru'], ['-p', port]);
  const node = await serve(t, { REDIS_HOST: '127.0.0.1', REDIS_PORT: String(port) });
  assert.match(await node.line(/noeviction/), /"level":"WARN".*allkeys-lru/);
});
