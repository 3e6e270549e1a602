// Each published advisory of engine.io, socket.io, socket.io-parser and ws that is about a server, as what it sends: the server
// must neither end nor hang, and the clients beside it notice nothing.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Crowd } from './lib/crowd.mjs';
import { Bare, frame, HANDSHAKE } from './lib/herd.mjs';
import { request } from './lib/http.mjs';
import { serve } from './lib/server.mjs';
import { until } from './lib/wait.mjs';

const server = await serve({ after }, { PING_INTERVAL: '1h', USER_TOTAL_INTERVAL: '0s' });
const crowd = await Crowd.join({ after }, server, 20);
const POLLING = 'EIO=4&transport=polling';

/** A session by WebSocket; with CONNECT answered where `joined`. */
async function session(joined = true) {
  const rogue = new Bare(server);
  await rogue.send(HANDSHAKE).got(/"sid"/);
  if (joined) await rogue.send(frame('40')).got(/40\{"sid"/);
  return rogue;
}

/** A polling session and a function that POSTs to it. */
async function polling() {
  const { text } = await request(`${server.url}/socket.io/?${POLLING}`);
  const url = `${server.url}/socket.io/?${POLLING}&sid=${JSON.parse(text.slice(1)).sid}`;
  return { url, post: (body) => request(url, { method: 'POST', body }) };
}

const closed = (rogue) => until(() => rogue.socket.destroyed, 'the session is closed');

/** The answer to a WebSocket handshake with other header lines. */
async function handshake(lines, query = 'EIO=4&transport=websocket') {
  const rogue = new Bare(server);
  rogue.send(`GET /socket.io/?${query} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${lines}\r\n`);
  const [, status] = await rogue.got(/^HTTP\/1.1 (\d+)/);
  rogue.socket.destroy();
  return Number(status);
}

const KEY = 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n';
const VERSION = 'Sec-WebSocket-Version: 13\r\n';

/** By advisory: what is sent, and what must come of it. */
const ADVISORIES = {
  'engine.io CVE-2020-36048: a POST that costs far more than its bytes': async () => {
    for (const body of ['\x1e'.repeat(999_999), '4\x1e'.repeat(499_999), '1:2'.repeat(333_333), 'b'.repeat(999_999), `b${'A'.repeat(999_998)}`]) {
      const { post } = await polling();
      assert.equal((await post(body)).status, 200);
    }
    const { post } = await polling();
    assert.equal((await post('x'.repeat(1_000_001))).status, 413);
  },
  'engine.io CVE-2022-21676: a frame that is invalid right after the handshake': async () => {
    for (const first of [0xc1, 0xa1, 0x91, 0xb1, 0xf1, 0x83, 0x8b, 0x09]) {
      const rogue = new Bare(server);
      rogue.send(Buffer.concat([Buffer.from(HANDSHAKE), frame('x', first)]));
      await closed(rogue);
      const joined = await session();
      joined.send(frame('x', first));
      await closed(joined);
    }
  },
  'engine.io CVE-2022-41940: connections reset in the middle of a handshake': async () => {
    for (let i = 0; i < 200; i++) {
      const rogue = new Bare(server);
      await new Promise((resolve) => rogue.socket.once('connect', resolve));
      rogue.send(i % 2 ? HANDSHAKE : HANDSHAKE.replace('EIO=4', 'EIO=1').slice(0, 40 + i));
      rogue.socket.resetAndDestroy();
    }
  },
  'engine.io CVE-2023-31125: a session id, and other keys, that are no text': async () => {
    for (const query of ['EIO=4&transport', 'EIO=4&transport[]=polling', 'EIO[]=4&transport=polling', `${POLLING}&sid=__proto__`,
      `${POLLING}&sid=constructor`, `${POLLING}&sid=%`, `${POLLING}&sid=%ff%00`, 'EIO=4&transport=toString', 'EIO=4&transport=__proto__', 'EIO=5&transport=polling', '&&==&']) {
      const { status, json } = await request(`${server.url}/socket.io/?${query}`);
      assert.ok(status === 400 && typeof json.code === 'number', `${query}: ${status}`);
      assert.ok([400, 426].includes(await handshake(KEY + VERSION, query.replace('polling', 'websocket'))), query);
    }
    assert.match((await request(`${server.url}/socket.io/?${POLLING}&sid[]=x`)).text, /^0\{"sid"/, 'sid[] is another key');
  },
  'socket.io-parser CVE-2020-36049: a packet that costs far more than its bytes': async () => {
    for (const text of [`4${'5'.repeat(900_000)}`, `45${'1'.repeat(900_000)}-`, `42/${'x'.repeat(900_000)}`, `42${'1'.repeat(900_000)}["x"]`, `42/${','.repeat(900_000)}`]) {
      const rogue = await session();
      rogue.send(frame(text));
      await closed(rogue);
    }
  },
  'socket.io-parser CVE-2022-2421: placeholders that name no attachment': async () => {
    for (const num of ['"splice"', '"__proto__"', '-1', '1', '1e9', '0.5', 'null', '{}', '[0]', '"0"', 'true']) {
      const rogue = await session();
      rogue.send(frame(`451-["x",{"_placeholder":true,"num":${num}}]`)).send(frame('y', 0x82));
      await closed(rogue);
    }
  },
  'socket.io-parser CVE-2023-32695: event names that are no names': async () => {
    for (const name of ['{}', '{"toString":"x"}', '[]', 'null', 'true', '"connect"', '"disconnecting"', '"newListener"']) {
      const rogue = await session();
      rogue.send(frame(`42[${name},"x"]`));
      await closed(rogue);
    }
  },
  'socket.io-parser, attachments without bound: more than ten, or none, or text between them': async () => {
    for (const texts of [['4511-["x"]'], [`45${'9'.repeat(20)}-["x"]`], ['450-["x"]'], ['45-["x"]'], ['451-["x",{"_placeholder":true,"num":0}]', '42["y"]']]) {
      const rogue = await session();
      texts.forEach((text) => rogue.send(frame(text)));
      await closed(rogue);
    }
  },
  'socket.io CVE-2024-38355: an event named error': async () => {
    for (const text of ['42["error","x"]', '421["error"]', '42["error",{"message":"x"}]']) {
      const rogue = await session();
      rogue.send(frame(text)).send(frame('429["leave","x"]'));
      await rogue.got(/439\[/); // an event as any other
      rogue.socket.destroy();
    }
  },
  'ws CVE-2016-10518: a ping whose data is not what its length says': async () => {
    const rogue = await session();
    rogue.send(frame('only this', 0x89));
    const [, pong] = await rogue.got(/\x8a\x09(.{9})$/s);
    assert.equal(pong, 'only this');
    rogue.send(Buffer.from([0x89, 0xfe, 0xff, 0xff, 0, 0, 0, 0])); // a control frame of 65,535 bytes
    await closed(rogue);
  },
  'ws CVE-2016-10542: a message that is larger than there is memory': async () => {
    for (const length of ['0000000000100000', '00000000ffffffff', '7fffffffffffffff', 'ffffffffffffffff']) {
      const rogue = await session();
      rogue.send(Buffer.concat([Buffer.from([0x82, 0xff]), Buffer.from(length, 'hex'), Buffer.alloc(4)]));
      await closed(rogue);
    }
    const pieces = await session();
    pieces.send(frame('x'.repeat(60_000), 0x02));
    for (let i = 0; i < 20; i++) pieces.send(frame('x'.repeat(60_000), 0x00));
    await closed(pieces);
  },
  'ws, permessage-deflate: it is never agreed to, so that nothing is ever inflated': async () => {
    const rogue = new Bare(server);
    const [head] = await rogue.send(HANDSHAKE.replace('\r\n\r\n', '\r\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=constructor, __proto__\r\n\r\n')).got(/^.*"sid"/s);
    assert.doesNotMatch(head, /Extensions/i);
    rogue.send(frame('x', 0xc1));
    await closed(rogue);
  },
  'ws CVE-2021-32640: a Sec-WebSocket-Protocol that takes long to split': async () => {
    const started = performance.now();
    for (const value of [`b${' '.repeat(16_000)}x`, 'a,'.repeat(8000), `${' '.repeat(8000)},${' '.repeat(7000)}`, Array.from({ length: 2500 }, (_, i) => `p${i}`).join(',')]) {
      const status = await handshake(`${KEY}${VERSION}Sec-WebSocket-Protocol: ${value}\r\n`);
      assert.ok([101, 400, 431].includes(status), `${status}`);
    }
    assert.ok(performance.now() - started < 5000);
  },
  'ws CVE-2024-37890: a handshake with more header lines than are taken': async () => {
    for (const n of [90, 1000, 2000, 4000]) {
      const status = await handshake(`${'X:\r\n'.repeat(n)}${KEY}${VERSION}`);
      assert.ok([101, 431].includes(status), `${n} lines: ${status}`);
    }
    assert.ok([400, 426].includes(await handshake(VERSION)));
    assert.equal(await handshake(KEY), 426);
    const rogue = new Bare(server);
    rogue.send('GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\r\n');
    await rogue.got(/^HTTP\/1.1 400 /);
    rogue.socket.destroy();
  },
};

for (const [name, send] of Object.entries(ADVISORIES)) {
  test(name, async () => {
    await crowd.beside(send);
    assert.equal(server.exit, null);
    for (const of of ['session', 'connection']) assert.equal(await server.metric(`socketchat_${of}_panics_total`), 0);
  });
}
