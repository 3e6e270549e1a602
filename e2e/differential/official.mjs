#!/usr/bin/env node
// The application of cmd/conformance on the official server, with the same flags.
import http from 'node:http';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { Server } from 'socket.io';

const engine = createRequire(createRequire(import.meta.url).resolve('socket.io'))('engine.io');

const { values } = parseArgs({
  args: process.argv.slice(2).map((arg) => arg.replace(/^-(?=[a-z])/, '--')),
  options: Object.fromEntries(['listen', 'mode', 'path', 'ping-interval', 'ping-timeout', 'connect-timeout', 'max-payload']
    .map((name) => [name, { type: 'string' }])),
});

const milliseconds = (text) => {
  const [, number, unit] = /^([\d.]+)(ms|s|m)$/.exec(text);
  return number * { ms: 1, s: 1000, m: 60_000 }[unit];
};

const options = {
  path: values.path,
  cors: { origin: true, credentials: true },
  pingInterval: milliseconds(values['ping-interval']),
  pingTimeout: milliseconds(values['ping-timeout']),
  connectTimeout: milliseconds(values['connect-timeout']),
  maxHttpBufferSize: Number(values['max-payload']),
};

function echo(server) {
  const attached = engine.attach(server, options);
  attached.on('connection', (socket) => {
    socket.on('data', (data) => socket.send(data));
  });
  return () => {
    attached.close();
    server.close();
  };
}

function sockets(server) {
  const io = new Server(server, options);
  io.on('connection', suite);
  io.of('/custom').on('connection', suite);
  return () => io.close();
}

function suite(socket) {
  socket.emit('auth', socket.handshake.auth);
  socket.on('message', (...args) => socket.emit('message-back', ...args.filter((arg) => typeof arg !== 'function')));
  socket.on('message-with-ack', (...args) => {
    if (typeof args.at(-1) === 'function') args.pop()(...args);
  });
  socket.on('put-me-out', () => socket.disconnect());
  socket.on('close-me', () => socket.disconnect(true));
  socket.on('askme', () => socket.emit('q', 1, (...args) => socket.emit('answered', ...args)));
}

const server = http.createServer((req, res) => res.writeHead(404).end());
const stop = (values.mode === 'engineio' ? echo : sockets)(server);
process.once('SIGTERM', stop);
const [host, port] = values.listen.split(':');
server.listen(Number(port), host, () => console.log(`listening on ${values.listen}`));
