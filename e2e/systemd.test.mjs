// deploy/socketchat.service, as systemd judges it. That the server tells systemd READY=1 and STOPPING=1 is tested in
// cmd/socketchat/notify_test.go; the unit itself runs only where systemd is process 1.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { binary, root } from './lib/binary.mjs';
import { connect, TRANSPORTS } from './lib/client.mjs';
import { fenced } from './lib/fenced.mjs';
import { temporaryFolder } from './lib/folder.mjs';
import { request } from './lib/http.mjs';
import { freePort } from './lib/port.mjs';
import { Program } from './lib/program.mjs';
import { publish } from './lib/publish.mjs';
import { Redis } from './lib/redis.mjs';
import { KEY } from './lib/token.mjs';
import { until } from './lib/wait.mjs';

const GROUP = 60123; // of nobody here
const asRoot = spawnSync('setpriv', ['--reuid', '64000', '--clear-groups', 'unshare', '-U', 'true']).status === 0 ? false : 'needs root, to become another user';

const text = fs.readFileSync(path.join(root, 'deploy/socketchat.service'), 'utf8');

/** The unit with the program where it is here, in a folder of its own. */
function unit() {
  const program = '/usr/local/bin/socketchat';
  assert.ok(text.includes(`ExecStart=${program} serve\n`));
  const file = path.join(temporaryFolder('unit'), 'socketchat.service');
  fs.writeFileSync(file, text.replace(program, binary()));
  return file;
}

const analyze = (...args) => spawnSync('systemd-analyze', args, { encoding: 'utf8', env: { ...process.env, SYSTEMD_LOG_LEVEL: 'warning' } });

test('systemd-analyze verify accepts the unit without a word', () => {
  const file = unit();
  const { status, stdout, stderr } = analyze('verify', '--man=no', file);
  const words = (stdout + stderr).split('\n').filter((line) => line.includes('socketchat'));
  assert.deepEqual(words, []);
  assert.equal(status, 0, stderr);
});

test('it would notice a directive that does not exist', () => {
  const file = unit();
  fs.appendFileSync(file, '[Service]\nProtectEverything=yes\n');
  const { stdout, stderr } = analyze('verify', '--man=no', file);
  assert.match(stdout + stderr, /ProtectEverything/);
});

test('the unit takes the group for a Unix socket from a drop-in of the documents, and lets Unix sockets be', () => {
  const file = unit();
  const dropIn = `${file}.d`;
  fs.mkdirSync(dropIn);
  fs.writeFileSync(path.join(dropIn, 'override.conf'), fenced('docs/how-to/systemd.md', 'group'));
  const { stdout, stderr } = analyze('verify', '--man=no', file);
  assert.deepEqual((stdout + stderr).split('\n').filter((line) => line.includes('socketchat')), []);
  assert.match(fenced('docs/how-to/systemd.md', 'group'), /^SupplementaryGroups=redis$/m);
  assert.match(text, /^RestrictAddressFamilies=.*\bAF_UNIX\b/m);
});

test('a user of its own reaches the socket of Redis by its group alone, and else the log names the group', { skip: asRoot }, async (t) => {
  const folder = temporaryFolder('socket');
  fs.chmodSync(folder, 0o755);
  const socket = path.join(folder, 'redis.sock');
  const redis = new Program('redis-server', ['--port', '0', '--unixsocket', socket, '--unixsocketperm', '770', '--dir', folder, '--save', '']);
  t.after(() => redis.exit || redis.kill());
  await redis.line(/ready to accept connections at/i);
  fs.chownSync(socket, 0, GROUP);

  const own = path.join(folder, 'socketchat');
  fs.copyFileSync(binary(), own);
  const start = async (...groups) => {
    const port = await freePort();
    const env = { REDIS_HOST: socket, HOST: '127.0.0.1', PORT: String(port), HTTP_API_KEY: KEY };
    // As DynamicUser and PrivateUsers do it: another user and its groups, then a user namespace that knows no other.
    const server = new Program('setpriv', ['--reuid', '64000', '--regid', '64000', ...groups, 'unshare', '-U', own, 'serve'], { env });
    t.after(() => server.exit || server.kill());
    await server.line(/"listening"/);
    return Object.assign(server, { url: `http://127.0.0.1:${port}` });
  };
  const member = await start('--groups', String(GROUP));
  await until(async () => (await request(`${member.url}/readyz`)).status === 200, 'ready, by way of the socket');
  const stranger = await start('--clear-groups');
  await stranger.line(/"ERROR".*this user may not connect to the socket .*redis\.sock: add it to the socket's group/);
  assert.equal((await request(`${stranger.url}/readyz`)).status, 503);
});

test('systemd-analyze security rates the unit as safe', () => {
  const { status, stdout, stderr } = analyze('security', '--offline=true', '--threshold=20', unit()); // in tenths: 2.0 of 10
  assert.equal(status, 0, stdout + stderr);
  for (const line of ['NoNewPrivileges=yes', 'MemoryDenyWriteExecute=yes', 'ProtectSystem=strict']) {
    assert.ok(text.split('\n').includes(line), line);
  }
});

test('it has time to stop and descriptors', () => {
  assert.match(text, /^Type=notify$/m);
  assert.ok(Number(/^TimeoutStopSec=(\d+)$/m.exec(text)[1]) > 8, 'above the default of SHUTDOWN_TIMEOUT');
  assert.ok(Number(/^LimitNOFILE=(\d+)$/m.exec(text)[1]) >= 1e6);
  assert.match(text, /^DynamicUser=yes$/m);
});

/** The names of system calls that these sets of systemd hold. */
function callsOf(...sets) {
  const calls = new Set();
  for (const line of analyze('syscall-filter', ...sets).stdout.split('\n').map((one) => one.trim())) {
    if (/^@/.test(line) && !sets.includes(line)) callsOf(line).forEach((call) => calls.add(call));
    else if (/^\w+$/.test(line)) calls.add(line);
  }
  return calls;
}

test('a server that serves and stops makes no system call that the unit forbids', { skip: spawnSync('strace', ['-V']).error && 'no strace' }, async (t) => {
  const [, allowed] = /^SystemCallFilter=(@.*)$/m.exec(text);
  const [, forbidden] = /^SystemCallFilter=~(@.*)$/m.exec(text);
  const calls = callsOf(...allowed.split(' '));
  for (const call of callsOf(...forbidden.split(' '))) calls.delete(call);

  const redis = await Redis.start(t);
  const trace = path.join(temporaryFolder('strace'), 'trace');
  const port = await freePort();
  const env = { ...redis.env, HOST: '127.0.0.1', PORT: String(port), HTTP_API_KEY: KEY };
  const traced = new Program('strace', ['-f', '-o', trace, binary(), 'serve'], { env });
  t.after(() => traced.exit || traced.kill());
  const server = { url: `http://127.0.0.1:${port}`, explain: (err) => traced.explain(err) };
  await until(async () => (await request(`${server.url}/readyz`)).status === 200, 'ready', 20_000);
  for (const { options } of TRANSPORTS) {
    const client = await connect(t, server, options);
    await client.join('c');
    await publish(server, 'c', 'hello', '1');
    await client.saw('hello');
    client.close();
  }
  const pid = Number(/^(\d+) /.exec(fs.readFileSync(trace, 'utf8'))[1]);
  process.kill(pid, 'SIGTERM');
  await traced.end(15_000);

  const made = new Set([...fs.readFileSync(trace, 'utf8').matchAll(/^\d+ +(\w+)\(/gm)].map(([, call]) => call));
  made.delete('execve'); // systemd's own, before the filter
  assert.ok(made.has('epoll_pwait') || made.has('epoll_wait'), [...made].join(' '));
  assert.deepEqual([...made].filter((call) => !calls.has(call)), []);
});
