// Events of every shape, which come back as message-back.
import { conversations, each, named } from './conversations.mjs';

const EVENTS = {
  'no argument': '42["message"]',
  'several arguments': '42["message",1,"2",{"3":["4"]},null,true]',
  'Unicode': '42["message","€ 日本語 😀"]',
  'escapes': '42["message","\\"\\\\\\/\\b\\f\\n\\r\\t"]',
  'an escaped name': '42["mess\\u0061ge",1]',
  'null': '42["message",null]',
  'nested objects': '42["message",{"a":{"b":[1,[2,{"c":null}]]}}]',
  'empty containers': '42["message",{},[],""]',
  'a text that looks like a placeholder': '42["message",{"_placeholder":true,"num":0}]',
  'a namespace by name': '42/,["message",1]',
  'a long text': `42["message","${'x'.repeat(50_000)}"]`,
  'deep arrays': `42["message",${'['.repeat(100)}${']'.repeat(100)}]`,
  'line separators': '42["message","\u2028\u2029"]',
  'a byte order mark': '42["message","\ufeff"]',
};
const VERBATIM = {
  'white space': '42["message", { "a" : 1 } ]',
  'a fraction of zero': '42["message",1.0]',
  'a number beyond a double': '42["message",12345678901234567890]',
  'exponents': '42["message",1E2]',
  'a key twice': '42["message",{"a":1,"a":2}]',
  'keys that are numbers': '42["message",{"b":1,"2":2,"1":3}]',
  'escapes of plain characters': '42["message","\\u0061\\/"]',
  'a lone surrogate': '42["message","\\ud800"]',
};
const IGNORED = {
  'an unknown name': '42["unknown",1]',
  'a number for a name': '42[1,2]',
  'no data': '42',
  'an id and no data': '421',
  'the name error': '42["error","x"]',
  'an empty name': '42["",1]',
  'a name like a prototype key': '42["__proto__",1]',
  'the name constructor': '42["constructor"]',
};

export const events = conversations('socketio', 'event', {
  ...each(named('WebSocket,', EVENTS), backBySocket),
  ...each(named('polling,', EVENTS), backByPolling),
  ...each(named('as it was written:', VERBATIM), backBySocket),
  ...each(named('ignored:', IGNORED), async (c, packet) => {
    const socket = await c.connected();
    socket.say(packet).say('42["message","next"]');
    await socket.take();
  }),

  'many keep their order over WebSocket': async (c) => {
    const socket = await c.connected();
    for (let i = 0; i < 100; i++) socket.say(`42["message",${i}]`);
    await socket.take(100);
  },
  'in pieces of one byte': async (c) => {
    const socket = await c.connected();
    const bytes = Buffer.from('42["message","é"]');
    const head = Buffer.from([0x81, 0x80 | bytes.length, 0, 0, 0, 0]);
    await socket.trickle(Buffer.concat([head, bytes]));
    await socket.take();
  },
  'to another namespace': async (c) => {
    const socket = await c.webSocket();
    socket.say('40/custom,');
    await socket.take(2);
    socket.say('42/custom,["message",{"a":1}]');
    await socket.take();
  },
});

async function backBySocket(c, packet) {
  const socket = await c.connected();
  socket.say(packet);
  await socket.take();
}

async function backByPolling(c, packet) {
  const polling = await c.pollingConnected();
  await polling.say(packet);
  await polling.packets(1);
}
