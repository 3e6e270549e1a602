// The image and what compose starts, without an engine: the Dockerfile's steps in a clean folder, then the server in
// a root of its own that holds nothing else, read-only and as the image's user, with the environment that compose gives it.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { composed, environment, milliseconds } from './lib/compose.mjs';
import { connect } from './lib/client.mjs';
import { buildImage } from './lib/dockerfile.mjs';
import { temporaryFolder } from './lib/folder.mjs';
import { freePort } from './lib/port.mjs';
import { Program } from './lib/program.mjs';
import { post } from './lib/publish.mjs';
import { request } from './lib/http.mjs';
import { timed, until } from './lib/wait.mjs';
import { sign, now } from './lib/token.mjs';

const image = buildImage();
const asRoot = spawnSync('unshare', ['--mount', 'chroot', '/', 'true']).status === 0 ? false : 'needs root, to enter another root folder as another user';

/** Runs a command of the image as its user, on a read-only root with `volume` at /var/lib/socketchat. */
function run(t, volume, args, env) {
  const script = `mount --bind ${image.folder} ${image.folder} && mount -o remount,bind,ro ${image.folder} `
    + `&& mount --bind ${volume} ${image.folder}/var/lib/socketchat && exec chroot --userspec=${image.user} --groups= ${image.folder} "$@"`;
  const program = new Program('unshare', ['--mount', 'sh', '-c', script, 'sh', ...args], { env });
  t.after(() => program.exit || program.kill());
  return program;
}

/** A volume as an engine makes it: with the image's owner and mode at its place. */
function volumeFor(folder) {
  const volume = temporaryFolder('volume');
  const { uid, gid, mode } = fs.statSync(path.join(image.folder, folder));
  fs.chownSync(volume, uid, gid);
  fs.chmodSync(volume, mode);
  return volume;
}

test('the context holds no secrets and nothing big', () => {
  const files = fs.readdirSync(image.context, { recursive: true });
  assert.deepEqual(files.filter((name) => /(^|\/)(\.env|\.git|node_modules|testdata)(\/|$)/.test(name)), []);
  const bytes = files.map((name) => fs.statSync(path.join(image.context, name))).filter((stat) => stat.isFile()).reduce((sum, { size }) => sum + size, 0);
  assert.ok(bytes < 5e6, `${bytes} bytes`);
});

test('the image is one static binary with the client, certificates, and a place for the key', () => {
  const files = fs.readdirSync(image.folder, { recursive: true }).filter((name) => fs.statSync(path.join(image.folder, name)).isFile());
  assert.deepEqual(files.sort(), ['etc/ssl/certs/ca-certificates.crt', 'usr/local/bin/socketchat']);
  const binary = path.join(image.folder, 'usr/local/bin/socketchat');
  assert.match(execFileSync('file', ['-b', binary], { encoding: 'utf8' }), /statically linked/);
  assert.ok(fs.readFileSync(binary).includes('Socket.IO v'), 'the stock client is built in');
  const { uid, mode } = fs.statSync(path.join(image.folder, 'var/lib/socketchat'));
  assert.equal(uid, 65532);
  assert.equal(mode & 0o777, 0o700);
  assert.equal(image.from, 'scratch');
  assert.equal(image.user, '65532:65532');
});

test('what compose starts, with no file edited, makes its key, is healthy and delivers', { skip: asRoot }, async (t) => {
  const redisPort = await freePort();
  const { services } = composed('docker-compose.yml', { REDIS_PORT: redisPort });
  const [redisServer, ...redisArgs] = services.redis.command;
  const redis = new Program(redisServer, [...redisArgs, '--bind', '127.0.0.1', '--dir', temporaryFolder('redis')]);
  t.after(() => redis.exit || redis.kill());
  const [, ...ping] = services.redis.healthcheck.test;
  await until(() => execFileSync(ping[0], ping.slice(1), { env: { ...process.env, ...services.redis.environment }, encoding: 'utf8' }).trim() === 'PONG', 'Redis is healthy');

  const env = { ...environment(services.socketchat), PATH: image.env.PATH, REDIS_HOST: '127.0.0.1', PORT: String(await freePort()) };
  const volume = volumeFor('var/lib/socketchat');
  const command = (args) => run(t, volume, [`/usr/local/bin/${args[0]}`, ...args.slice(1)], { ...process.env, ...env, PATH: process.env.PATH });
  const server = command([...image.entrypoint, ...image.cmd]);
  server.url = `http://127.0.0.1:${env.PORT}`;
  await server.line(/"listening"/);
  await until(async () => (await request(`${server.url}/readyz`)).status === 200, 'ready, by way of Redis');
  await server.line(/was made with a random key/);

  const health = command(image.healthcheck);
  assert.deepEqual(await health.end(), { code: 0, signal: null }, health.output);
  assert.deepEqual(services.socketchat.healthcheck.test, ['CMD', ...image.healthcheck]);

  const key = command(['socketchat', 'key']);
  assert.deepEqual(await key.end(), { code: 0, signal: null }, key.output);
  assert.match(key.output, /^[0-9a-f]{64}$/);

  server.explain = (err) => Program.prototype.explain.call(server, err);
  const client = await connect(t, server);
  const joined = await client.ask('join', sign(JSON.stringify({ channel: 'c', timestamp: now() + 60 }), key.output));
  assert.equal(joined.status, 'ok');
  const answer = await post(server, '{"channel":"c","event":"hello","data":1}', { 'X-Api-Key': key.output });
  assert.equal(answer.status, 200, answer.text);
  await client.saw('hello');

  const { result, ms } = await timed(() => server.stop(milliseconds(services.socketchat.stop_grace_period)));
  assert.deepEqual(result, { code: 0, signal: null });
  assert.ok(ms < milliseconds(env.SHUTDOWN_TIMEOUT) + 1000, `stopped after ${ms} ms`);
  assert.ok(milliseconds(services.socketchat.stop_grace_period) > milliseconds(env.SHUTDOWN_TIMEOUT));
});
