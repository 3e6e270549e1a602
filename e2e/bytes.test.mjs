// What a publish carries in "data" reaches every client byte for byte.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { connect, TRANSPORTS } from './lib/client.mjs';
import { eventBody, post, publish } from './lib/publish.mjs';
import { serve } from './lib/server.mjs';
import { until } from './lib/wait.mjs';

const server = await serve({ after });

const TEXTS = {
  'a long number': '12345678901234567890',
  'a fraction of zero': '1.0',
  'a negative zero and exponents': '[-0,-0.0,1e5,1E+05,1.50e-3]',
  'a number beyond double': '[1e400,0.1000000000000000055511151231257827]',
  'key order': '{"z":1,"a":2,"10":3,"2":4,"":5}',
  'a key twice': '{"a":1,"a":2}',
  'a prototype key': '{"__proto__":{"x":1},"constructor":null}',
  'inner whitespace': '{ "a" :\t[ 1 ,\n 2 ]\r\n}',
  'each escape': '"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u0000\\u001e\\ud83d\\ude00"',
  'a lone surrogate escape': '"\\ud800"',
  'Unicode as itself': '"é ß 日本語 😀 \u2028\u2029 \u007f \ufeff"',
  'markup': '"</script><!-- &amp; -->"',
  'an attachment placeholder': '{"_placeholder":true,"num":0}',
  'a string': '""',
  'true': 'true',
  'null': 'null',
  'an empty array': '[]',
  'depth': '['.repeat(100) + ']'.repeat(100),
  'a body near the limit': JSON.stringify('x'.repeat(999_000)),
};

for (const { name, options } of TRANSPORTS) {
  test(`${name}: data arrives as it was sent`, async (t) => {
    const client = await connect(t, server, options);
    await client.join('bytes');
    for (const [what, text] of Object.entries(TEXTS)) {
      client.packets.length = 0;
      await publish(server, 'bytes', 'raw', text);
      await until(() => client.packets.length > 0, `${what} arrives`);
      const [packet] = client.packets.filter((p) => p.startsWith('2["raw"'));
      assert.ok(packet === `2["raw",${text}]`, `${what}: sent ${text.slice(0, 200)}, got ${packet?.slice(0, 210)}`);
    }
    assert.deepEqual(client.disconnects, []);
  });

  test(`${name}: absent data arrives as null`, async (t) => {
    const client = await connect(t, server, options);
    await client.join('absent');
    await publish(server, 'absent', 'nothing');
    await client.saw('nothing', (data) => data === null);
    assert.equal(client.packets.at(-1), '2["nothing",null]');
  });

  test(`${name}: event names and channels may be any text`, async (t) => {
    const client = await connect(t, server, options);
    for (const text of ['räume/42', '日本語 😀', '"quoted\\"', '<b>', '0', '-', 'a,b?c&d=e', ' ']) {
      await client.join(text);
      await publish(server, text, text, '1');
      await client.saw(text, (data) => data === 1);
    }
  });
}

test('whitespace around data and the order of the members do not matter', async (t) => {
  const client = await connect(t, server);
  await client.join('layout');
  await post(server, ' {"data" :\n {"a":1.0} ,"event":"first", "channel"\t:"layout" }\n');
  await post(server, '{"data":1,"extra":{"channel":"x"},"channel":"layout","data":2.50,"event":"last wins"}');
  await client.saw('last wins');
  assert.deepEqual(client.packets.slice(-2), ['2["first",{"a":1.0}]', '2["last wins",2.50]']);
});

test('keys written with escapes are the same keys', async (t) => {
  const client = await connect(t, server);
  await client.join('escaped keys');
  const { status } = await post(server, '{"ch\\u0061nnel":"escaped keys","event":"es\\u0063aped","d\\u0061ta":1.0}');
  assert.equal(status, 200);
  await client.saw('escaped', (data) => data === 1);
});

test('one broadcast is one packet on every transport at once', async (t) => {
  const clients = await Promise.all(TRANSPORTS.map(({ options }) => connect(t, server, options)));
  await Promise.all(clients.map((client) => client.join('mixed')));
  const { status } = await post(server, eventBody('mixed', 'same', '{"n":1.0}'));
  assert.equal(status, 200);
  await Promise.all(clients.map((client) => client.saw('same')));
  for (const client of clients) assert.equal(client.packets.at(-1), '2["same",{"n":1.0}]');
});
