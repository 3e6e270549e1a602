// Connect, join, receive and leave with the stock client on each transport setting.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { connect, open, TRANSPORTS } from './lib/client.mjs';
import { publish } from './lib/publish.mjs';
import { serve } from './lib/server.mjs';
import { token } from './lib/token.mjs';

const server = await serve({ after });

for (const { name, options } of TRANSPORTS) {
  test(`${name}: connects and ends on the transport that the setting means`, async (t) => {
    const client = open(t, server, options);
    await client.connected();
    if (name === 'default') await client.upgraded();
    assert.equal(client.transport, name === 'polling' ? 'polling' : 'websocket');
    assert.match(client.socket.id, /^\S+$/);
  });

  test(`${name}: joins with an ack that names the channel`, async (t) => {
    const client = await connect(t, server, options);
    assert.deepEqual(await client.ask('join', token('acked')), { status: 'ok', channel: 'acked' });
  });

  test(`${name}: joins without an ack and receives`, async (t) => {
    const client = await connect(t, server, options);
    client.socket.emit('join', token('quiet'));
    await client.saw('user-total');
    await publish(server, 'quiet', 'hello', '{"user_id":1}');
    await client.saw('hello', (data) => data.user_id === 1);
  });

  test(`${name}: receives from each of its channels and from no other`, async (t) => {
    const client = await connect(t, server, options);
    await client.join('one', 'two');
    await publish(server, 'three', 'number', '3');
    await publish(server, 'two', 'number', '2');
    await publish(server, 'one', 'number', '1');
    await client.saw('number', (n) => n === 1);
    assert.deepEqual(client.all('number'), [[2], [1]]);
  });

  test(`${name}: a channel that was left brings nothing more`, async (t) => {
    const client = await connect(t, server, options);
    await client.join('stays', 'goes', 'goes too');
    assert.deepEqual(await client.ask('leave', 'goes'), { status: 'ok', channel: 'goes' });
    client.socket.emit('leave', 'goes too');
    assert.equal((await client.ask('leave', 'never joined')).status, 'ok');
    for (const channel of ['goes', 'goes too', 'stays']) await publish(server, channel, 'from', JSON.stringify(channel));
    await client.saw('from', (channel) => channel === 'stays');
    assert.deepEqual(client.all('from'), [['stays']]);
  });

  test(`${name}: joining twice is ok and doubles nothing`, async (t) => {
    const client = await connect(t, server, options);
    await client.join('twice', 'twice');
    await publish(server, 'twice', 'number', '1');
    await publish(server, 'twice', 'number', '2');
    await client.saw('number', (n) => n === 2);
    assert.deepEqual(client.all('number'), [[1], [2]]);
  });

  test(`${name}: a broadcast reaches many clients of a channel`, async (t) => {
    const clients = await Promise.all(Array.from({ length: 20 }, () => connect(t, server, options)));
    await Promise.all(clients.map((client) => client.join('crowd')));
    await publish(server, 'crowd', 'hello', '"all"');
    await Promise.all(clients.map((client) => client.saw('hello', (data) => data === 'all')));
  });
}

test('which backend this was', async (t) => {
  const line = await server.line(/listening/);
  t.diagnostic(/"?backend"?[=:]"?\w+/.exec(line)?.[0] ?? line);
});

test('the first event of a join comes after its ack', async (t) => {
  const client = await connect(t, server, { transports: ['websocket'] });
  const order = [];
  client.socket.onAny((name) => order.push(name));
  await new Promise((resolve) => client.socket.emit('join', token('ack first'), () => resolve(order.push('ack'))));
  await client.saw('user-total');
  assert.equal(order[0], 'ack');
});

test('an unknown namespace is refused and the connection serves on', async (t) => {
  const client = await connect(t, server);
  const other = client.socket.io.socket('/other');
  t.after(() => other.disconnect());
  const err = await new Promise((resolve) => other.once('connect_error', resolve));
  assert.equal(err.message, 'Invalid namespace');
  await client.join('still here');
});
