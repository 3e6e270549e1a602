// The compose files as docker-compose reads them. What they start is run in image.test.mjs and proxies.test.mjs.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { binary, root } from './lib/binary.mjs';
import { certificate } from './lib/certificate.mjs';
import { composed, environment, milliseconds } from './lib/compose.mjs';
import { fenced } from './lib/fenced.mjs';
import { freePort } from './lib/port.mjs';
import { Program } from './lib/program.mjs';
import { serve } from './lib/server.mjs';
import { temporaryFolder } from './lib/folder.mjs';

const FILES = { 'docker-compose.yml': ['socketchat'], 'compose.cluster.yml': ['a', 'b', 'c'] };
const GIVEN = {
  HTTP_API_KEY: 'given-key-0123456', REDIS_HOST: 'redis.example.com', REDIS_PORT: '6380', REDIS_DATA_PREFIX: 'other',
  REDIS_AUTH_PASSWORD: 'secret', ALLOW_REQUEST_DOMAINS: 'foo.com, bar.me', PING_INTERVAL: '10s',
};

const HOW_TO = 'docs/how-to/docker-compose.md';
const readOnly = (source, target) => ({ type: 'bind', source, target, read_only: true });

/** What socketchat check says to these settings: {status, output}. The CA's file is there inside a container only. */
function check(service) {
  const env = { ...environment(service), HTTP_API_KEY: GIVEN.HTTP_API_KEY, ALLOW_REQUEST_DOMAINS: 'foo.com', HTTP_API_KEY_FILE: '' };
  if (env.REDIS_TLS_CA_FILE) env.REDIS_TLS_CA_FILE = certificate().chain;
  const { status, stderr } = spawnSync(binary(), ['check'], { env, encoding: 'utf8' });
  return { status, output: stderr };
}

for (const [file, nodes] of Object.entries(FILES)) {
  test(`${file} needs no .env and has no default secret`, () => {
    const { services } = composed(file);
    for (const node of nodes) {
      const env = environment(services[node]);
      assert.equal(env.HTTP_API_KEY, '');
      assert.equal(env.HTTP_API_KEY_FILE, '/var/lib/socketchat/key');
      assert.equal(env.REDIS_HOST, 'redis');
      assert.deepEqual(services[node].volumes, ['key:/var/lib/socketchat:rw', readOnly('/dev/null', '/run/redis-ca.pem')]);
    }
    assert.notEqual(services.redis.scale, 0);
  });

  test(`${file} passes on what .env has`, () => {
    const { services } = composed(file, GIVEN);
    for (const node of nodes) {
      const env = environment(services[node]);
      for (const [name, value] of Object.entries(GIVEN)) assert.equal(env[name], value, name);
    }
  });

  for (const name of ['one server', 'Sentinel', 'Cluster']) {
    test(`${file} takes the .env of ${HOW_TO} for a Redis elsewhere: ${name}`, () => {
      const lines = fenced(HOW_TO, name);
      const { services } = composed(file, lines);
      assert.equal(services.redis.scale, 0, 'the Redis that comes along is left out');
      for (const node of nodes) {
        const env = environment(services[node]);
        const given = Object.fromEntries(lines.trim().split('\n').map((line) => line.split('=')));
        for (const [setting, value] of Object.entries(given)) if (setting !== 'BUNDLED_REDIS') assert.equal(env[setting], value, setting);
        const { status, output } = check(services[node]);
        assert.equal(status, 0, output);
        const note = given.REDIS_ADDRS ? 'REDIS_HOST is not used: REDIS_ADDRS says where Redis is.\n' : '';
        assert.equal(output, note, 'no warning');
      }
    });
  }

  test(`${file} mounts the CA of REDIS_TLS_CA_FILE where the node looks for it`, () => {
    const { services } = composed(file, fenced(HOW_TO, 'one server'));
    for (const node of nodes) {
      const ca = environment(services[node]).REDIS_TLS_CA_FILE;
      assert.match(ca, /^\//);
      assert.deepEqual(services[node].volumes[1], readOnly(ca, ca));
    }
  });

  test(`${file} takes the override of ${HOW_TO} for a Unix socket`, () => {
    const override = fenced(HOW_TO, 'socket');
    const [, one] = override.match(/^services:\n( {2}socketchat:\n[^]*)$/);
    const all = 'services:\n' + nodes.map((node) => one.replace('socketchat', node)).join('');
    const { services } = composed(file, { REDIS_HOST: '/run/redis/redis-server.sock', BUNDLED_REDIS: 0 }, all);
    for (const node of nodes) {
      assert.equal(environment(services[node]).REDIS_HOST, '/run/redis/redis-server.sock');
      assert.ok(services[node].volumes.includes('/run/redis:/run/redis:ro'));
      assert.ok(services[node].volumes.includes('key:/var/lib/socketchat:rw'));
      assert.deepEqual(services[node].group_add, ['112']);
    }
  });

  test(`${file} locks the nodes in and leaves them room`, () => {
    const { services } = composed(file);
    for (const node of nodes) {
      const service = services[node];
      assert.equal(service.user, '65532:65532');
      assert.ok(service.ulimits.nofile >= 1e6);
      assert.deepEqual(service.healthcheck.test, ['CMD', 'socketchat', 'healthcheck']);
      assert.ok(milliseconds(service.stop_grace_period) > milliseconds(environment(service).SHUTDOWN_TIMEOUT));
    }
  });

  test(`${file} locks every service in`, () => {
    for (const [name, service] of Object.entries(composed(file).services)) {
      assert.equal(service.read_only, true, name);
      assert.deepEqual(service.cap_drop, ['ALL'], name);
      assert.deepEqual(service.security_opt, ['no-new-privileges:true'], name);
      assert.equal(service.privileged, undefined, name);
      assert.equal(service.cap_add, undefined, name);
    }
  });

  test(`${file} has a Redis that keeps its data and evicts nothing, with a password where one is given`, async (t) => {
    const port = await freePort();
    const { services, volumes } = composed(file, { REDIS_PORT: port, REDIS_AUTH_PASSWORD: 'p@ss "word' });
    const text = services.redis.command.join(' ');
    for (const part of ['--appendonly yes', '--maxmemory-policy noeviction', `--port ${port}`]) assert.ok(text.includes(part), text);
    assert.deepEqual(services.redis.volumes, ['redis:/data:rw']);
    assert.ok('redis' in volumes && 'key' in volumes);
    const [command, ...args] = services.redis.command;
    const redis = new Program(command, [...args, '--bind', '127.0.0.1', '--dir', temporaryFolder('redis')]);
    t.after(() => redis.exit || redis.kill());
    await redis.line(/Ready to accept/);
    const { REDIS_PORT, REDIS_AUTH_PASSWORD } = environment(services[nodes[0]]);
    const server = await serve(t, { REDIS_HOST: '127.0.0.1', REDIS_PORT, REDIS_AUTH_PASSWORD });
    await server.ready();
  });
}

test('in the cluster each node has its tag and all share one name', () => {
  const { services } = composed('compose.cluster.yml');
  for (const node of ['a', 'b', 'c']) {
    assert.equal(environment(services[node]).NODE_TAG, node);
    assert.deepEqual(services[node].networks.default.aliases, ['nodes']);
    assert.equal(services[node].ports, undefined, 'reached through the proxy only');
  }
  assert.deepEqual(services.proxy.ports, [{ published: 3000, target: 8080 }], 'PORT is 3000 by default');
});

test('the proxy of the cluster is nginx with the file that proxies.test.mjs runs', () => {
  const { proxy } = composed('compose.cluster.yml').services;
  assert.deepEqual(proxy.volumes, [`${path.join(root, 'deploy/nginx-cluster.conf')}:/etc/nginx/nginx.conf:ro`]);
  assert.match(proxy.image, /^nginx:/);
  assert.deepEqual(proxy.command, ['nginx', '-e', 'stderr', '-g', 'daemon off;'], 'no -c: nginx reads /etc/nginx/nginx.conf');
});
