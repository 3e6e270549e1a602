#!/usr/bin/env node
// The server's main job on the official Socket.IO server, as an oracle for the tests:
//   SOCKETCHAT_BIN=reference/socketchat.mjs node --test transports.test.mjs
// What fails here too is an error of the test, not of the server. No Redis, no limits.
import http from 'node:http';
import { Server } from 'socket.io';
import { app } from './app.mjs';
import { events } from './events.mjs';
import * as raw from './raw-parser.mjs';

const { PORT = '3000', HOST, PING_INTERVAL = '25s', PING_TIMEOUT = '20s' } = process.env;

const milliseconds = (text) => {
  const [, number, unit] = /^([\d.]+)(ms|s|m)$/.exec(text);
  return number * { ms: 1, s: 1000, m: 60_000 }[unit];
};

const server = http.createServer();
const io = new Server(server, {
  parser: raw,
  cors: { origin: true, credentials: true },
  pingInterval: milliseconds(PING_INTERVAL),
  pingTimeout: milliseconds(PING_TIMEOUT),
});
app(io);
events(server, io);
server.listen(Number(PORT), HOST);
const stop = () => {
  server.close(() => process.exit(0));
  io.engine.close();
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
