import net from 'node:net';
import { token } from './token.mjs';
import { within } from './wait.mjs';

// Thousands of bare clients in one process: as little of a client as the server needs to
// see one, since the stock client would be what is measured.

/** A masked frame, text unless its first byte says otherwise; the mask is zero, which is allowed and readable. */
export function frame(text, first = 0x81) {
  const payload = Buffer.from(text);
  const size = payload.length;
  if (size < 126) return Buffer.concat([Buffer.from([first, 0x80 | size, 0, 0, 0, 0]), payload]);
  if (size < 65536) return Buffer.concat([Buffer.from([first, 0xfe, size >> 8, size & 255, 0, 0, 0, 0]), payload]);
  const head = Buffer.from([first, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  head.writeUInt32BE(size, 6);
  return Buffer.concat([head, payload]);
}

export const HANDSHAKE = 'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n'
  + 'Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n';

/** A TCP connection that keeps what came; as text, a character a byte. */
export class Bare {
  text = '';

  constructor(server) {
    this.socket = net.connect(server.port, '127.0.0.1');
    this.socket.setEncoding('latin1');
    this.socket.on('data', (chunk) => {
      this.text += chunk;
      this.waiting?.();
    });
    this.failed = new Promise((_, reject) => {
      this.socket.on('error', reject);
      this.socket.on('close', () => reject(new Error(`closed after: ${this.text.slice(-200)}`)));
    });
    this.failed.catch(() => {});
  }

  /** Resolves when what came matches, and forgets it. */
  async got(pattern) {
    const seen = new Promise((resolve) => {
      this.waiting = () => pattern.test(this.text) && resolve(this.text.match(pattern));
      this.waiting();
    });
    const match = await within(30_000, Promise.race([seen, this.failed]), `${pattern}`);
    this.waiting = undefined;
    this.text = '';
    return match;
  }

  send(bytes) {
    this.socket.write(bytes);
    return this;
  }
}

/** A WebSocket client that has joined a channel. */
export async function webSocket(server, channel) {
  const client = new Bare(server);
  await client.send(HANDSHAKE).got(/"sid"/);
  await client.send(frame('40')).got(/40\{"sid"/);
  await client.send(frame(`420["join",${JSON.stringify(token(channel))}]`)).got(/430\[\{"status":"ok"/);
  return client;
}

/** A polling client that has joined a channel and whose GET is held. */
export async function poll(server, channel) {
  const client = new Bare(server);
  const get = (query) => client.send(`GET /socket.io/?EIO=4&transport=polling${query} HTTP/1.1\r\nHost: x\r\n\r\n`);
  const [, sid] = await get('').got(/"sid":"([^"]+)"/);
  const packets = `40\x1e420["join",${JSON.stringify(token(channel))}]`;
  client.send(`POST /socket.io/?EIO=4&transport=polling&sid=${sid} HTTP/1.1\r\nHost: x\r\nContent-Length: ${packets.length}\r\n\r\n${packets}`);
  await client.got(/\r\n\r\nok$/);
  await get(`&sid=${sid}`).got(/430\[\{"status":"ok"/);
  get(`&sid=${sid}`);
  return client;
}

/** n clients made by `make`, a hundred at a time. */
export async function herd(n, make) {
  const clients = [];
  while (clients.length < n) {
    const batch = Array.from({ length: Math.min(100, n - clients.length) }, make);
    clients.push(...await Promise.all(batch));
  }
  return clients;
}
