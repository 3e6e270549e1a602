// join refuses whatever is not a good token with words, and never by a disconnect.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { connect, TRANSPORTS } from './lib/client.mjs';
import { publish } from './lib/publish.mjs';
import { serve } from './lib/server.mjs';
import { KEY, now, sign, token } from './lib/token.mjs';

const OLD_KEY = 'the-key-before-rotation';
const server = await serve({ after }, { HTTP_API_KEY: `${KEY},${OLD_KEY}` });

const payload = (fields) => sign(JSON.stringify(fields));
const later = now() + 600;

const JUNK = {
  'no argument at all': [],
  'null': [null],
  'a number': [1],
  'true': [true],
  'an object': [{ channel: 'c' }],
  'an array': [[token('c')]],
  'binary': [Buffer.from(token('c'))],
  'an empty string': [''],
  'one letter': ['x'],
  'no base64': ['!!! not base64 !!!'],
  'base64 of little': [Buffer.from('{}').toString('base64')],
  'a signature alone': [sign('')],
  'another key': [token('c', { key: 'another-key' })],
  'a token cut short': [token('c').slice(0, -8)],
  'a token with a changed letter': [token('c').replace(/^./, (c) => (c === 'e' ? 'f' : 'e'))],
  'signed text that is not JSON': [sign('channel=c')],
  'signed JSON that is no object': [sign('"c"')],
  'signed null': [sign('null')],
  'a signed array': [sign('[]')],
  'deep nesting': [sign('['.repeat(3000) + ']'.repeat(3000))],
  '9 KiB': [payload({ channel: 'c', timestamp: later, data: 'x'.repeat(9000) })],
  'no timestamp': [payload({ channel: 'c' })],
  'a timestamp that is text': [payload({ channel: 'c', timestamp: String(later) })],
  'a timestamp that is null': [payload({ channel: 'c', timestamp: null })],
};

const BAD_CHANNELS = {
  'no channel': [payload({ timestamp: later })],
  'an empty channel': [token('')],
  'a channel that is a number': [payload({ channel: 5, timestamp: later })],
  'a channel of 201 bytes': [token('x'.repeat(201))],
  'a channel with a control character': [token('a\u0000b')],
};

function refused(answer, code, what) {
  assert.equal(answer?.status, 'error', what);
  assert.equal(answer.code, code, `${what}: ${answer.message}`);
  assert.equal(typeof answer.message, 'string', what);

  assert.ok(!JSON.stringify(answer).includes(KEY), 'the key shows in the answer');
}

for (const { name, options } of TRANSPORTS) {
  test(`${name}: junk gets an error ack and the connection serves on`, async (t) => {
    const client = await connect(t, server, options);
    const { id } = client.socket;
    for (const [what, args] of Object.entries(JUNK)) refused(await client.ask('join', ...args), 'invalid_token', what);
    for (const [what, args] of Object.entries(BAD_CHANNELS)) refused(await client.ask('join', ...args), 'invalid_channel', what);
    await client.join('after junk');
    assert.equal(client.socket.id, id);
    assert.deepEqual(client.disconnects, []);
  });

  test(`${name}: without an ack the same object comes as join_error`, async (t) => {
    const client = await connect(t, server, options);
    client.socket.emit('join', 'junk');
    client.socket.emit('join');
    client.socket.emit('join', token('late', { ttl: -5 }));
    await client.saw('join_error', ({ code }) => code === 'expired_token');
    const errors = client.all('join_error').map(([error]) => error);
    refused(errors[0], 'invalid_token', 'junk');
    refused(errors[1], 'invalid_token', 'no argument');
    refused(errors[2], 'expired_token', 'expired');
    assert.equal(errors.length, 3);
    assert.deepEqual(client.disconnects, []);
  });
}

test('an expired token is told from a bad one, with its channel and its age', async (t) => {
  const client = await connect(t, server);
  const answer = await client.ask('join', token('orders.42', { ttl: -192 }));
  refused(answer, 'expired_token', 'expired');
  assert.match(answer.message, /"orders\.42" expired 19[2-4] s ago/);
  refused(await client.ask('join', token('now', { ttl: 0 })), 'expired_token', 'valid until this second');
});

test('URL-safe and unpadded base64 are taken', async (t) => {
  const client = await connect(t, server);
  const standard = token('ÿÿÿ>>>???', { data: '~~~ÿþý' });
  assert.match(standard, /[+/]/, 'the example needs a letter that differs');
  const urlSafe = standard.replaceAll('+', '-').replaceAll('/', '_');
  for (const text of [standard, standard.replace(/=+$/, ''), urlSafe, urlSafe.replace(/=+$/, '')]) {
    assert.equal((await client.ask('join', text)).status, 'ok', text);
  }
});

test('each of several keys verifies tokens and publishes', async (t) => {
  const client = await connect(t, server);
  for (const key of [KEY, OLD_KEY]) assert.equal((await client.ask('join', token(`of ${key}`, { key }))).status, 'ok');
});

test('a session may join 100 channels and no more', async (t) => {
  const client = await connect(t, server, { transports: ['websocket'] });
  await client.join(...Array.from({ length: 100 }, (_, i) => `many-${i}`));
  refused(await client.ask('join', token('many-100')), 'too_many_channels', 'the 101st');
  assert.equal((await client.ask('join', token('many-7'))).status, 'ok', 'one that is joined already');
  await client.ask('leave', 'many-0');
  await client.join('many-100');
});

test('leave and unknown events with any arguments do no harm', async (t) => {
  const client = await connect(t, server);
  await client.join('survives');
  for (const args of [[], [null], [1], [{}], [''], ['x'.repeat(5000)], [Buffer.from('survives')]]) {
    client.socket.emit('leave', ...args);
    client.socket.emit('unknown', ...args);
    client.socket.emit('user-total', ...args);
  }
  await publish(server, 'survives', 'hello', '1');
  await client.saw('hello');
  assert.deepEqual(client.disconnects, []);
});

test('a client cannot broadcast by emitting', async (t) => {
  const [a, b] = await Promise.all([connect(t, server), connect(t, server)]);
  await a.join('one way');
  await b.join('one way');
  a.socket.emit('hello', 'one way', { from: 'client' });
  await a.ask('leave', 'other'); // processed after the emit
  await publish(server, 'one way', 'marker', '1');
  await b.saw('marker');
  assert.deepEqual(b.all('hello'), []);
});
