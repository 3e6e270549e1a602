// The stock client against the application of cmd/conformance: acks both ways and attachments both
// ways, on every transport and in a namespace.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { io } from 'socket.io-client';
import { startTarget } from './differential/target.mjs';
import { TRANSPORTS } from './lib/client.mjs';
import { event, until, within } from './lib/wait.mjs';

const server = await startTarget({ after }, 'socketio', process.env.TARGET);
const ARGS = [1, 'é😀', { a: [null, true, { b: Buffer.from([1, 2, 3]) }] }, Buffer.alloc(0), Buffer.alloc(50_000, 7)];

// What a client gets is Buffers in Node, whatever was sent.
const plain = (value) => JSON.parse(JSON.stringify(value));

async function connect(t, namespace, options) {
  const socket = io(`${server.url}${namespace}`, { forceNew: true, auth: { token: 'abc' }, ...options });
  t.after(() => socket.disconnect());
  const auth = event(socket, 'auth');
  await event(socket, 'connect');
  assert.deepEqual(await auth, [{ token: 'abc' }]);
  return socket;
}

for (const { name, options } of TRANSPORTS) {
  for (const namespace of ['/', '/custom']) {
    test(`${name}, ${namespace}: events and acks with and without attachments`, async (t) => {
      const socket = await connect(t, namespace, options);
      for (const args of [[], ARGS.slice(0, 2), ARGS]) {
        const back = event(socket, 'message-back');
        socket.emit('message', ...args);
        assert.deepEqual(plain(await back), plain(args));
        const acked = new Promise((resolve) => socket.emit('message-with-ack', ...args, (...got) => resolve(got)));
        assert.deepEqual(plain(await within(10_000, acked, 'ack')), plain(args));
      }
    });

    test(`${name}, ${namespace}: the server asks`, async (t) => {
      const socket = await connect(t, namespace, options);
      socket.on('q', (one, answer) => answer(one, Buffer.from([9])));
      const answered = event(socket, 'answered');
      socket.emit('askme');
      assert.deepEqual(plain(await answered), plain([1, Buffer.from([9])]));
    });

    test(`${name}, ${namespace}: 500 events keep their order`, async (t) => {
      const socket = await connect(t, namespace, options);
      const got = [];
      socket.on('message-back', (i, data) => got.push(data ? i + data[0] : i));
      for (let i = 0; i < 500; i++) i % 5 ? socket.emit('message', i) : socket.emit('message', i, Buffer.from([0]));
      await until(() => got.length === 500, '500 events');
      assert.deepEqual(got, Array.from({ length: 500 }, (_, i) => i));
    });
  }

  test(`${name}: a namespace that is not there`, async (t) => {
    const socket = io(`${server.url}/random`, { forceNew: true, ...options });
    t.after(() => socket.disconnect());
    const [err] = await event(socket, 'connect_error');
    assert.equal(err.message, 'Invalid namespace');
  });

  test(`${name}: leaving and coming back`, async (t) => {
    const socket = await connect(t, '/', options);
    const first = socket.id;
    socket.disconnect().connect();
    await event(socket, 'connect');
    assert.notEqual(socket.id, first);
    const back = event(socket, 'message-back');
    socket.emit('message', 'again');
    assert.deepEqual(await back, ['again']);
  });
}
