// Too few file descriptors: accepting waits, quietly, and goes on as soon as it can.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import { test } from 'node:test';
import { herd, webSocket } from './lib/herd.mjs';
import { request } from './lib/http.mjs';
import { publish } from './lib/publish.mjs';
import { serve } from './lib/server.mjs';
import { lasts, until } from './lib/wait.mjs';

const LIMIT = 256;

/** A server that may have LIMIT descriptors. */
const limited = (t) => serve(t, {}, ['prlimit', `--nofile=${LIMIT}:${LIMIT}`]);

/** n TCP connections that say nothing; the kernel accepts them whatever the server does. */
async function silent(t, server, n) {
  const sockets = Array.from({ length: n }, () => net.connect(server.port, '127.0.0.1').on('error', () => {}));
  t.after(() => sockets.forEach((socket) => socket.destroy()));
  await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
  return sockets;
}

/** Seconds of CPU that the process has used. */
function cpu({ pid }) {
  const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

const descriptors = ({ pid }) => fs.readdirSync(`/proc/${pid}/fd`).length;
const pauseLines = (server) => server.lines.filter((line) => /accepting is paused/.test(line));

/** While accepting is paused it costs next to nothing and fills no log. */
async function rests(server) {
  const [used, lines] = [cpu(server), server.lines.length];
  await lasts(2000);
  assert.ok(cpu(server) - used < 0.2, `${cpu(server) - used} s of CPU in 2 s of waiting`);
  assert.equal(pauseLines(server).length, 1, server.output);
  assert.ok(server.lines.length - lines <= 1, server.output);
}

async function recovers(server, sockets) {
  sockets.forEach((socket) => socket.destroy());
  await until(async () => (await request(`${server.url}/healthz`)).status === 200, 'health is answered again', 5000);
  await publish(server, 'c', 'e', '1');
}

test('at its own cap accepting pauses without spinning or filling the log, and goes on', async (t) => {
  const server = await limited(t);
  const sockets = await silent(t, server, 400);
  await server.line(/accepting is paused/);
  await rests(server);
  assert.ok(descriptors(server) < LIMIT, 'no descriptor is to spare');
  await recovers(server, sockets);
  assert.ok(await server.metric('socketchat_accept_pauses_total') >= 1);
});

test('when the kernel refuses a descriptor the same holds', async (t) => {
  const server = await limited(t);
  const left = descriptors(server) + 20; // far below the cap that was computed at the start
  execFileSync('prlimit', ['--pid', String(server.pid), `--nofile=${left}:${LIMIT}`]);
  const sockets = await silent(t, server, 200);
  assert.match(await server.line(/accepting is paused/), /too many open files/);
  await rests(server);
  await recovers(server, sockets);
});

test('a node that is full by its default of MAX_CLIENTS answers health checks, REST and metrics', async (t) => {
  const server = await limited(t);
  const most = Number((await server.line(/"listening"/)).match(/"max_clients":(\d+)/)[1]);
  const clients = await herd(most, () => webSocket(server, 'full'));
  t.after(() => clients.forEach(({ socket }) => socket.destroy()));
  assert.equal((await request(`${server.url}/socket.io/?EIO=4&transport=polling`)).status, 503);
  assert.equal((await request(`${server.url}/healthz`)).status, 200);
  await publish(server, 'full', 'e', '1');
  assert.equal(await server.metric('socketchat_sessions'), most);
  assert.deepEqual(pauseLines(server), []);
});
