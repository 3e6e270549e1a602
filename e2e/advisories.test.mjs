// Each published advisory of engine.io, socket.io, socket.io-parser and ws that is about a server, as what it sends: the server
// must neither end nor hang, and the clients beside it notice nothing. Not here: what is about clients (CVE-2016-10536), and
// CVE-2026-45736 of ws, which an application brings about itself with what it gives to close().
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
  'engine.io CVE-2026-59724: the name of a prototype as the session that is to be upgraded': async () => {
    for (const sid of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      assert.equal(await handshake(KEY + VERSION, `EIO=4&transport=websocket&sid=${sid}`), 400, sid);
      assert.equal((await request(`${server.url}/socket.io/?EIO=4&transport=webtransport&sid=${sid}`)).json.code, 0, sid);
    }
  },
  'engine.io CVE-2026-59725: a binary POST, which is answered and keeps nothing open': async () => {
    const before = await server.metric('socketchat_connections');
    for (let i = 0; i < 100; i++) {
      const { url } = await polling();
      assert.equal((await request(url, { method: 'POST', body: Buffer.from([0, 1, 0xff]), headers: { 'Content-Type': 'application/octet-stream' } })).status, 400);
      assert.equal((await request(url)).json.code, 1, 'the session has ended');
    }
    await until(async () => await server.metric('socketchat_connections') <= before, 'their connections are closed');
  },
  'engine.io CVE-2026-102599: an upgrade to another revision of the protocol': async () => {
    for (const revision of ['', '&EIO=3', '&EIO=5', '&EIO=', '&EIO=4&EIO=3']) {
      const { url, post } = await polling();
      const { searchParams } = new URL(url);
      assert.equal(await handshake(KEY + VERSION, `transport=websocket&sid=${searchParams.get('sid')}${revision}`), 400, revision);
      assert.equal((await post('40')).status, 200, 'polling goes on');
    }
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
  'socket.io-parser CVE-2026-33151: more attachments than there may be': async () => {
    for (const text of ['4511-["x"]', '4561-11-["x"]', '4611-0[]', `45${'9'.repeat(20)}-["x"]`]) {
      const rogue = await session();
      rogue.send(frame(text));
      await closed(rogue);
    }
    const rogue = await session();
    rogue.send(frame('451-["x",{"_placeholder":true,"num":0}]')).send(frame('42["y"]')); // text between them
    await closed(rogue);
  },
  'socket.io-parser CVE-2026-69185: a binary packet that announces no attachments, and waits for them': async () => {
    for (const text of ['450-["x"]', '4500-["x"]', '460-0[]', '45-["x"]', '45-1-["x"]']) {
      const rogue = await session();
      rogue.send(frame(text)).send(frame('y', 0x82));
      await closed(rogue);
    }
  },
  'socket.io CVE-2017-16031: session ids that can be guessed': async () => {
    const ids = [];
    for (let i = 0; i < 500; i++) ids.push(JSON.parse((await request(`${server.url}/socket.io/?${POLLING}`)).text.slice(1)).sid);
    assert.equal(new Set(ids).size, ids.length);
    const bytes = ids.map((sid) => Buffer.from(sid, 'base64url'));
    for (let bit = 0; bit < 128; bit++) {
      const set = bytes.filter((id) => id[bit >> 3] & (1 << (bit & 7))).length;
      assert.ok(set > 165 && set < 335, `bit ${bit} is set in ${set} of 500`); // 7.6 times the deviation of a coin
    }
  },
  'socket.io CVE-2020-28481: pages of origins that nobody allowed': async (t) => {
    const strict = await serve(t, { ALLOW_REQUEST_DOMAINS: 'app.example.com' });
    for (const Origin of ['https://evil.example', 'https://app.example.com.evil.example', 'https://notapp.example.com', 'null', '*']) {
      const { status, headers } = await request(`${strict.url}/socket.io/?${POLLING}`, { headers: { Origin } });
      assert.equal(status, 403, Origin);
      assert.equal(headers['access-control-allow-origin'], undefined, Origin);
      const anyone = await request(`${server.url}/socket.io/?${POLLING}`, { headers: { Origin: 'https://evil.example' } });
      assert.equal(anyone.headers['access-control-allow-origin'], 'https://evil.example', 'never a star beside credentials');
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
  'ws GHSA-5v72-xg48-5rpm, parameters of permessage-deflate: it is never agreed to, so that nothing is ever inflated': async () => {
    const rogue = new Bare(server);
    const [head] = await rogue.send(HANDSHAKE.replace('\r\n\r\n', '\r\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=constructor, __proto__\r\n\r\n')).got(/^.*"sid"/s);
    assert.doesNotMatch(head, /Extensions/i);
    rogue.send(frame('x', 0xc1));
    await closed(rogue);
  },
  'ws CVE-2026-48779 and CVE-2026-62389: a message in fragments of a byte or none, and without an end': async () => {
    const resident = await server.metric('process_resident_memory_bytes');
    const all = await Promise.all(Array.from({ length: 20 }, () => session()));
    const tiny = Buffer.concat(Array.from({ length: 50_000 }, () => Buffer.concat([frame('x', 0x00), frame('', 0x00)])));
    await Promise.all(all.map((rogue) => rogue.send(frame('429["leave","', 0x01)).send(tiny).send(frame('read', 0x89)).got(/\x8a\x04read/s)));
    const [held, grown] = [await server.metric('socketchat_receive_pending_bytes'), await server.metric('process_resident_memory_bytes') - resident];
    assert.ok(held < 20 * 200_000, `${held} bytes are held of messages of 50,000`);
    assert.ok(grown < 64 << 20, `the process has grown by ${grown} bytes`);
    await Promise.all(all.map((rogue) => rogue.send(frame('"]', 0x80)).got(/439\[/))); // they are messages as any other
    all.forEach(({ socket }) => socket.destroy());
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
  test(name, async (t) => {
    await crowd.beside(() => send(t));
    assert.equal(server.exit, null);
    for (const of of ['session', 'connection']) assert.equal(await server.metric(`socketchat_${of}_panics_total`), 0);
  });
}
