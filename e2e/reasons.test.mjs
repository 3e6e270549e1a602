// Whatever ends a session ends it for exactly one reason, and for the right one.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Bare, frame, HANDSHAKE, webSocket } from './lib/herd.mjs';
import { request } from './lib/http.mjs';
import { Poll } from './lib/poll.mjs';
import { Raw } from './lib/raw.mjs';
import { serve } from './lib/server.mjs';
import { until } from './lib/wait.mjs';

const server = await serve({ after }, { MAX_PAYLOAD: '10000' });

/** Every reason that sessions have ended for: {reason: number}. */
async function ends() {
  const { text } = await request(`${server.url}/metrics`);
  const samples = [...text.matchAll(/^socketchat_sessions_closed_total\{reason="(\w+)"\} (\d+)$/gm)];
  return Object.fromEntries(samples.map(([, reason, n]) => [reason, Number(n)]));
}

const bytes = (poll, head, body) => `POST ${poll.url.slice(server.url.length)} HTTP/1.1\r\nHost: x\r\n${head}\r\n\r\n${body}`;

/** A poll that is held, and whose end shows that the session has ended. */
async function ended(poll, cause) {
  const held = poll.get();
  await cause();
  await held;
  await until(async () => (await poll.get()).status === 400, 'the session is unknown');
}

const CAUSES = {
  'a POST of binary content': ['protocol_error', async () => {
    const poll = await Poll.open(server);
    await ended(poll, () => request(poll.url, { method: 'POST', headers: { 'Content-Type': 'application/octet-stream' }, body: '40' }));
  }],
  'a POST of broken chunks': ['protocol_error', async (t) => {
    const poll = await Poll.open(server);
    await ended(poll, () => new Raw(t, server).send(bytes(poll, 'Transfer-Encoding: chunked', 'zz\r\n40\r\n')).answer());
  }],
  'a packet that is none': ['protocol_error', async () => {
    const poll = await Poll.open(server);
    await ended(poll, () => poll.post('x'));
  }],
  'a second GET': ['protocol_error', async () => {
    const poll = await Poll.open(server);
    await ended(poll, () => poll.get());
  }],
  'a second POST': ['protocol_error', async (t) => {
    const poll = await Poll.open(server);
    new Raw(t, server).send(`GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n${bytes(poll, 'Content-Length: 10', '42["')}`);
    await until(() => server.metric('socketchat_receive_pending_bytes'), 'the start of the first is there');
    await ended(poll, () => poll.post('40'));
  }],
  'a POST that breaks off': ['transport_error', async (t) => {
    const poll = await Poll.open(server);
    const raw = new Raw(t, server).send(bytes(poll, 'Content-Length: 10', '42["'));
    await until(() => server.metric('socketchat_receive_pending_bytes'), 'its start is there');
    await ended(poll, () => raw.socket.end());
  }],
  'a connection that breaks off': ['transport_error', async () => {
    (await webSocket(server, 'c')).socket.resetAndDestroy();
  }],
  'a close packet': ['client_closed', async () => {
    const poll = await Poll.open(server);
    await ended(poll, () => poll.post('1'));
  }],
  'a close frame': ['client_closed', async () => {
    (await webSocket(server, 'c')).send(frame('', 0x88));
  }],
  'a frame over the limit': ['payload_too_large', async () => {
    (await webSocket(server, 'c')).send(frame('x'.repeat(10_001)));
  }],
  'a frame that is none': ['protocol_error', async () => {
    const bare = new Bare(server);
    await bare.send(HANDSHAKE).got(/"sid"/);
    bare.send(frame('x', 0x83));
  }],
};

for (const [name, [reason, cause]] of Object.entries(CAUSES)) {
  test(name, async (t) => {
    const before = await ends();
    await cause(t);
    await until(async () => await server.metric('socketchat_sessions') === 0, 'the session has ended');
    const now = await ends();
    const more = Object.entries(now).filter(([which, n]) => n !== before[which]).map(([which, n]) => [which, n - before[which]]);
    assert.deepEqual(more, [[reason, 1]]);
  });
}
