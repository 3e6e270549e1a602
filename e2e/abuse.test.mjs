// What a client may do on purpose, in numbers, and innocent clients beside it: they get every broadcast once and in order, the
// process stays within its memory and returns to where it was. SOCKETCHAT_LONG=1 has the numbers larger, repeats each abuse for
// some seconds and prints how long a broadcast took to the innocent clients meanwhile, and what the server used: docs/reference/abuse.md has its figures.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { after, test } from 'node:test';
import { Crowd } from './lib/crowd.mjs';
import { Bare, frame, HANDSHAKE, herd, webSocket } from './lib/herd.mjs';
import { request } from './lib/http.mjs';
import { freePort } from './lib/port.mjs';
import { publish } from './lib/publish.mjs';
import { serve } from './lib/server.mjs';
import { KEY, sign, token } from './lib/token.mjs';
import { lasts, until } from './lib/wait.mjs';

const LONG = !!process.env.SOCKETCHAT_LONG;
const MiB = 1 << 20;
const INNOCENT = LONG ? 1000 : 300;
const PAYLOAD = 1_000_000; // MAX_PAYLOAD's default
const PEAK = 400 * MiB; // more than the calm process: the receive budget of 256 MiB, and room for the collector
const WHILE = LONG ? 5000 : 0; // ms that an abuse goes on at least
const BACK = 64 * MiB; // more than the calm heap when all is over

// Innocent clients are bare: they answer no ping, so that none must come.
const admin = `127.0.0.1:${await freePort()}`;
const server = await serve({ after }, { PING_INTERVAL: '1h', CONNECT_TIMEOUT: '3s', USER_TOTAL_INTERVAL: '0s', ADMIN_ADDR: admin });
const metric = (...args) => server.metric.apply({ url: `http://${admin}` }, args);
const other = LONG && await serve({ after });
const crowd = await Crowd.join({ after }, server, INNOCENT);
// Who attacks is on another machine as a rule: here it gets the time that the server and the innocent clients leave.
if (LONG) execFileSync('chrt', ['--idle', '--all-tasks', '--pid', '0', String(process.pid)]);
const cpu = () => metric('process_cpu_seconds_total');
const resident = () => metric('process_resident_memory_bytes');
const heap = async () => {
  await request(`http://${admin}/debug/pprof/heap?gc=1`); // collects garbage first
  return metric('go_memstats_heap_alloc_bytes');
};
const calm = { resident: await resident(), heap: await heap() };

const closings = (reason, of = 'sessions') => metric(`socketchat_${of}_closed_total`, new RegExp(`reason="${reason}"`));

const present = new Set(); // what the running test must leave behind closed

/** n connections that mean no good: nobody minds when they break. */
const rogues = (n, at = server) => herd(n, async () => {
  const rogue = new Bare(at);
  present.add(rogue);
  await Promise.race([new Promise((resolve) => rogue.socket.once('connect', resolve)), rogue.failed]);
  return rogue;
});

/** The same, as sessions by WebSocket that never CONNECT. */
const silent = async (n) => {
  const all = await rogues(n);
  await Promise.all(all.map((rogue) => rogue.send(HANDSHAKE).got(/"sid"/)));
  return all;
};

/** The same, whose CONNECT was answered. */
const sessions = async (n) => {
  const all = await silent(n);
  await Promise.all(all.map((rogue) => rogue.send(frame('40')).got(/40\{"sid"/)));
  return all;
};

function gone(rogues) {
  rogues.forEach((rogue) => rogue.socket.destroy());
  rogues.forEach((rogue) => present.delete(rogue));
}

const allClosed = (rogues) => until(() => rogues.every(({ socket }) => socket.destroyed), 'all of them are closed', 30_000);
const answered = (rogue, pattern, n, ms) => until(() => (rogue.text.match(pattern)?.length ?? 0) >= n, `${n} of ${pattern} (there are ${rogue.text.match(pattern)?.length ?? 0})`, ms ?? 60_000);

/** One abuse as a test; what it returns is printed. */
function abuse(name, attack) {
  test(name, async (t) => {
    let peak = 0;
    const before = { cpu: await cpu(), at: performance.now() };
    const look = () => resident().then((bytes) => { peak = Math.max(peak, bytes); });
    const watch = setInterval(() => look().catch(() => {}), 100);
    let figures;
    let processors; // that the server used
    const { broadcasts, p50, p99 } = await crowd.beside(async () => {
      const end = performance.now() + WHILE;
      do {
        figures = await attack(t);
        gone([...present]);
      } while (performance.now() < end);
      processors = (await cpu() - before.cpu) * 1000 / (performance.now() - before.at);
    }).finally(() => {
      clearInterval(watch);
      gone([...present]);
    });
    assert.equal(server.exit, null);
    await look();
    assert.ok(peak < calm.resident + PEAK, `${Math.round(peak / MiB)} MiB were resident`);
    await until(async () => await metric('socketchat_sessions') === INNOCENT, 'only innocent sessions are left', 30_000);
    await until(async () => await metric('socketchat_receive_pending_bytes') === 0, 'nothing is held of unfinished input');
    await until(async () => await heap() < calm.heap + BACK, 'the heap is as it was', 30_000, 100);
    for (const of of ['session', 'connection']) assert.equal(await metric(`socketchat_${of}_panics_total`), 0);
    t.diagnostic(`${figures}; beside it ${broadcasts} broadcasts to ${INNOCENT}, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms; `
      + `${processors.toFixed(2)} processors; `
      + `at most ${Math.round(peak / MiB)} MiB resident, calm ${Math.round(calm.resident / MiB)}`);
  });
}

abuse('nothing', () => lasts(WHILE).then(() => 'calm'));

/** Of a server that has `innocent` connections beside them. */
async function halfOpen(at, connections, innocent) {
  const all = await rogues(LONG ? 10_000 : 3000, at);
  all.forEach((rogue, i) => i % 3 && rogue.send(HANDSHAKE.slice(0, i % HANDSHAKE.length)));
  await until(async () => await connections() >= innocent + all.length, 'all are there', 30_000);
  gone(all);
  await until(async () => await connections() < innocent + 10, 'all are gone', 30_000);
  return `${all.length} connections`;
}

abuse('half-open handshakes', () => halfOpen(server, () => metric('socketchat_connections'), INNOCENT));

// What the innocent clients see of this is the machine that they share with the attackers.
if (LONG) abuse('half-open handshakes with another server', () => halfOpen(other, () => other.metric('socketchat_connections'), 0));

abuse('sessions that never CONNECT', async () => {
  const before = await closings('connect_timeout');
  const all = await silent(LONG ? 5000 : 1500);
  await until(async () => await closings('connect_timeout') >= before + all.length, 'CONNECT_TIMEOUT ends them', 30_000);
  return `${all.length} sessions`;
});

// The server keeps its goodbye for 30 s, as the official one does.
if (LONG) {
  abuse('sessions that never CONNECT and never poll', async () => {
    const before = await closings('connect_timeout');
    const [n, each] = [100, 50];
    const all = await rogues(n);
    await Promise.all(all.map(async (rogue) => {
      for (let i = 1; i <= each; i++) {
        rogue.send('GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\n\r\n');
        await answered(rogue, /"sid"/g, i);
      }
    }));
    await until(async () => await closings('connect_timeout') >= before + n * each, 'CONNECT_TIMEOUT ends them', 60_000);
    return `${n * each} sessions`;
  });
}

abuse('bodies that stop short of their end', async () => {
  const all = await rogues(100);
  const head = `POST /api/socket/events HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${KEY}\r\nContent-Type: application/json\r\nContent-Length: ${PAYLOAD}\r\n\r\n`;
  const body = Buffer.alloc(PAYLOAD - 1, ' ');
  all.forEach((rogue) => rogue.send(head).send(body));
  await until(async () => await metric('socketchat_receive_pending_bytes') >= 90 * PAYLOAD, 'they are held', 30_000);
  gone(all);
  await until(async () => await metric('socketchat_receive_pending_bytes') === 0, 'they are let go', 30_000); // or the next hundred add to them
  return '100 bodies of 1 MB less a byte';
});

abuse('readers that take nothing', async () => {
  const all = await herd(50, async () => {
    const rogue = await webSocket(server, 'slow');
    present.add(rogue);
    return rogue;
  });
  all.forEach(({ socket }) => socket.pause());
  const before = await closings('slow_consumer');
  const data = JSON.stringify('x'.repeat(200_000));
  for (let i = 0; i < 100; i++) await publish(server, 'slow', 'big', data);
  await until(async () => await closings('slow_consumer') >= before + all.length, 'all are closed', 30_000);
  return '50 readers, 20 MB each';
});

abuse('floods of WebSocket pings, answers unread', async () => {
  const all = await sessions(20);
  all.forEach(({ socket }) => socket.pause());
  const pings = Buffer.concat(Array.from({ length: 2000 }, () => frame('x'.repeat(125), 0x89)));
  for (let i = 0; i < 20; i++) all.forEach((rogue) => rogue.socket.destroyed || rogue.send(pings));
  await until(() => all.every(({ socket }) => socket.destroyed || socket.writableLength === 0), 'all are read, or their sender is closed', 30_000);
  return '20 clients, 40,000 pings each';
});

abuse('floods of WebSocket pings, answers read', async () => {
  const all = await sessions(20);
  const pings = Buffer.concat(Array.from({ length: 1000 }, () => frame('', 0x89)));
  all.forEach((rogue) => rogue.send(pings).send(frame('420["leave","x"]')));
  await Promise.all(all.map((rogue) => answered(rogue, /430\[/g, 1)));
  return '20 clients, 1000 pings each';
});

for (const [name, packet] of [['pongs', '3'], ['leaves with an ack', '420["leave","x"]']]) {
  abuse(`floods whose sender has finished: ${name}`, async () => {
    const all = await sessions(100);
    const flood = Buffer.concat(Array.from({ length: 30_000 }, () => frame(packet)));
    all.forEach((rogue) => rogue.send(flood).socket.end());
    await allClosed(all);
    return `${all.length} clients, 30,000 messages each`;
  });
}

abuse('floods of joins with tokens that are not signed', async () => {
  const all = await sessions(20);
  const each = 500;
  const bad = sign(JSON.stringify({ channel: 'c', timestamp: 2e9, data: 'x'.repeat(5500) }), 'another key');
  const long = 'A'.repeat(60_000);
  const joins = Array.from({ length: each }, (_, i) => frame(`42${i}["join",${JSON.stringify(i % 2 ? bad : long)}]`));
  const before = await metric('socketchat_joins_total', /invalid_token/);
  await Promise.all(all.map(async (rogue) => {
    joins.forEach((join) => rogue.send(join));
    await answered(rogue, /"code":"invalid_token"/g, each);
  }));
  assert.equal(await metric('socketchat_joins_total', /invalid_token/) - before, all.length * each);
  return `${all.length * each} joins, half of them over the limit of a token`;
});

abuse('joins of more channels than a session may have', async () => {
  const all = await sessions(20);
  await Promise.all(all.map(async (rogue) => {
    for (let i = 0; i < 200; i++) rogue.send(frame(`42${i}["join",${JSON.stringify(token(`many-${i}`))}]`));
    await answered(rogue, /"code":"too_many_channels"/g, 100);
  }));
  gone(all);
  await until(async () => await metric('socketchat_subscriptions') === INNOCENT, 'the memberships are gone');
  return '20 clients, 200 channels each';
});

// One body, as many packets as fit into it.
for (const [name, packet, status] of [
  ['pongs', '3', 200], ['pings', '2', 200], ['events', '42["x"]', 200], ['leaves with an ack', '420["leave","x"]', 200], ['nothing at all', '', 200],
]) {
  abuse(`payloads of tiny packets: ${name}`, async () => {
    const body = `${packet}\x1e`.repeat(Math.floor(PAYLOAD / (packet.length + 1))).slice(0, -1);
    const all = await rogues(10);
    await Promise.all(all.map(async (rogue) => {
      const get = (query) => rogue.send(`GET /socket.io/?EIO=4&transport=polling${query} HTTP/1.1\r\nHost: x\r\n\r\n`);
      const post = (sid, text) => rogue.send(`POST /socket.io/?EIO=4&transport=polling&sid=${sid} HTTP/1.1\r\nHost: x\r\nContent-Length: ${text.length}\r\n\r\n${text}`);
      const [, sid] = await get('').got(/"sid":"([^"]+)"/);
      await post(sid, '40').got(/ok$/);
      await get(`&sid=${sid}`).got(/40\{"sid"/);
      const [, code] = await post(sid, body).got(/^HTTP\/1.1 (\d+)/);
      assert.equal(Number(code), status);
      const [, after] = await post(sid, '1').got(/^HTTP\/1.1 (\d+)/);
      assert.match(after, /200|400/);
    }));
    return `10 bodies of ${body.length} bytes`;
  });
}

abuse('deep JSON', async () => {
  const all = await sessions(20);
  for (const rogue of all) rogue.send(frame(`42["x",${'['.repeat(490_000)}${']'.repeat(490_000)}]`));
  await allClosed(all);
  const api = (body) => `POST /api/socket/events HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${KEY}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const posts = await rogues(10);
  await Promise.all(posts.map((rogue, i) => rogue.send(api(`{"channel":"c","event":"e","data":${(i % 2 ? '{"a":' : '[').repeat(150_000)}`)).got(/^HTTP\/1.1 400 .*invalid_json/s)));
  return '20 messages and 10 bodies';
});

abuse('attachments that are announced and never sent', async () => {
  const placeholders = Array.from({ length: 10 }, (_, num) => `{"_placeholder":true,"num":${num}}`);
  const all = await sessions(500);
  const counted = await metric('socketchat_packets_received_total');
  all.forEach((rogue) => rogue.send(frame(`4510-["x",${placeholders},"${'y'.repeat(30_000)}"]`)));
  await until(async () => await metric('socketchat_packets_received_total') >= counted + all.length, 'they are read');
  const too = await sessions(50);
  too.forEach((rogue, i) => rogue.send(frame(i % 2 ? '4511-["x"]' : `45${'9'.repeat(30)}-["x"]`)));
  await allClosed(too);
  return '500 of ten, 50 of more than may be';
});

abuse('sessions of others', async () => {
  const all = await rogues(20);
  const tries = 100;
  await Promise.all(all.map(async (rogue) => {
    for (let i = 1; i <= tries; i++) {
      const sid = [randomBytes(15).toString('base64url'), '', '%00', '__proto__', 'x'.repeat(2000)][i % 5] || 'constructor';
      const method = i % 2 ? 'GET' : 'POST';
      rogue.send(`${method} /socket.io/?EIO=4&transport=polling&sid=${sid} HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n1`);
      await answered(rogue, /"code":1,/g, i);
    }
  }));
  return `${all.length * tries} guesses`;
});

// What is sent, and what the last answer is before the connection ends.
const OVERSIZED = [
  ['a target', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, /^HTTP\/1.1 414 /],
  ['a head', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, /^HTTP\/1.1 431 /],
  ['lines of a head', `GET / HTTP/1.1\r\nHost: x\r\n${'X: y\r\n'.repeat(3000)}\r\n`, /^HTTP\/1.1 431 /],
  ['a length', `POST /api/socket/events HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${KEY}\r\nContent-Type: application/json\r\nContent-Length: 9000000000000000000\r\n\r\n`, /^HTTP\/1.1 413 /],
  ['a length of too many digits', `POST /api/socket/events HTTP/1.1\r\nHost: x\r\nContent-Length: ${'9'.repeat(100)}\r\n\r\n`, /^HTTP\/1.1 4(00|13) /],
  ['a chunk', `POST /api/socket/events HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${KEY}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffffff\r\n${' '.repeat(PAYLOAD + 1)}`, /^HTTP\/1.1 413 /],
  ['extensions of chunks', `POST /api/socket/events HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${KEY}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(10_000)}\r\n`, /^HTTP\/1.1 400 /],
  ['trailers', `POST /api/socket/events HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${KEY}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n${'X: y\r\n'.repeat(3000)}\r\n`, /^HTTP\/1.1 400 /],
  ['a frame', Buffer.concat([Buffer.from(HANDSHAKE), Buffer.from([0x82, 0xff, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0])]), /\x88.\x03\xf1/s],
];

abuse('oversized everything', async () => {
  for (const [what, bytes, pattern] of OVERSIZED) {
    const all = await rogues(20);
    all.forEach((rogue) => rogue.send(bytes));
    await Promise.all(all.map((rogue) => until(() => pattern.test(rogue.text), `${what}: ${pattern} (${rogue.text.slice(0, 200)})`)));
    gone(all);
  }
  return `${OVERSIZED.length} kinds, 20 of each`;
});
