// Engine.IO without Socket.IO: messages come back as they are. Among these are the cases of the
// public Engine.IO test suite.
import { closing, OPCODE } from '../frame.mjs';
import { conversations, each, named } from './conversations.mjs';

const TEXTS = {
  'a text': 'hello',
  'an empty text': '',
  'Unicode': '€ 日本語 😀',
  'a separator': 'a\x1eb',
  'a zero byte': 'a\0b',
  'digits': '4321',
  'something like base64': 'bAQID',
  '126 bytes': 'x'.repeat(126),
  '65,536 bytes': 'x'.repeat(65_536),
};
const BINARIES = {
  'a binary message': [1, 2, 3, 4],
  'an empty binary message': [],
  'all bytes': Array.from({ length: 256 }, (_, i) => i),
  'a large binary message': Array.from({ length: 50_000 }, (_, i) => i & 255),
};
const BASE64 = {
  'padded': 'bAQIDBA==',
  'not padded': 'bAQIDBA',
  'URL-safe': 'b-_-_',
  'with a line break': 'bAQID\nBAUG',
  'with strange characters': 'bAQ*ID!',
  'with data behind the padding': 'bAQ==AQ==',
  'of nothing': 'b',
  'of one character': 'bA',
};
const IGNORED = { 'open': '0{}', 'upgrade': '5', 'NOOP': '6', 'pong': '3', 'pong with data': '3probe' };
const DEADLY = { 'ping': '2', 'ping with data': '2probe', 'an unknown type': 'abc', 'type 7': '7', 'a blank': ' ', 'nothing': '' };

export const engine = conversations('engineio', 'Engine.IO', {
  ...each(named('WebSocket:', TEXTS), async (c, text) => {
    const socket = await c.webSocket();
    socket.say(`4${text}`);
    await socket.take();
  }),
  ...each(named('polling:', TEXTS), async (c, text) => {
    const polling = await c.polling();
    await polling.say(`4${text}`);
    await polling.get();
  }),
  ...each(named('WebSocket:', BINARIES), async (c, bytes) => {
    const socket = await c.webSocket();
    socket.sayBinary(bytes);
    await socket.take();
  }),
  ...each(named('WebSocket with b64:', BINARIES), async (c, bytes) => {
    const socket = await c.webSocket('&b64=1');
    socket.sayBinary(bytes);
    await socket.take();
  }),
  ...each(named('polling:', BINARIES), async (c, bytes) => {
    const polling = await c.polling();
    await polling.say(`b${Buffer.from(bytes).toString('base64')}`);
    await polling.packets(1);
  }),
  ...each(named('base64 by polling:', BASE64), async (c, packet) => {
    const polling = await c.polling();
    await polling.say(packet);
    await polling.packets(1);
  }),
  ...each(named('base64 by WebSocket:', BASE64), async (c, packet) => {
    const socket = await c.webSocket();
    socket.say(packet);
    await socket.take();
  }),
  ...each(named('WebSocket ignores:', IGNORED), async (c, packet) => {
    const socket = await c.webSocket();
    socket.say(packet).say('4still here');
    await socket.take();
  }),
  ...each(named('WebSocket closes on:', DEADLY), async (c, packet) => {
    const socket = await c.webSocket();
    socket.say(packet);
    await socket.closed();
  }),
  ...each(named('polling ends on:', DEADLY), async (c, packet) => {
    const polling = await c.polling();
    await polling.hold();
    await polling.say(packet);
    await polling.gets.answer();
    await polling.get();
  }),

  'polling: several messages in a payload': async (c) => {
    const polling = await c.polling();
    await polling.post('4one\x1e4two\x1ebAQID\x1e4three');
    await polling.packets(4);
  },
  'polling: text that is not UTF-8': async (c) => {
    const polling = await c.polling();
    await polling.say(Buffer.from([0x34, 0x61, 0xff, 0x62]));
    await polling.packets(1);
  },
  'polling: binary before the upgrade, answered after it': async (c) => {
    const polling = await c.polling();
    const socket = await c.upgrade(polling);
    socket.sayBinary([1, 2, 3]);
    await socket.take();
  },
  'b64 of the WebSocket counts after an upgrade': async (c) => {
    const polling = await c.polling();
    const socket = await c.probe(polling, '&b64=1');
    socket.say('2probe');
    await socket.take();
    socket.say('5').sayBinary([1, 2, 3]);
    await socket.take();
  },
  'b64 of polling does not count after an upgrade': async (c) => {
    const polling = await c.polling('&b64=1');
    const socket = await c.probe(polling);
    socket.say('2probe');
    await socket.take();
    socket.say('5').sayBinary([1, 2, 3]);
    await socket.take();
  },
  'polling: the client closes': async (c) => {
    const polling = await c.polling();
    await polling.hold();
    await polling.post('1');
    await polling.gets.answer();
    await polling.get();
  },
  'polling: messages around a close packet': async (c) => {
    const polling = await c.polling();
    await polling.post('4before\x1e1\x1e4after');
    await polling.get();
  },
  'WebSocket: the client sends a close packet': async (c) => {
    const socket = await c.webSocket();
    socket.say('1');
    await socket.settled();
    if (!socket.ended) socket.sayFrame(OPCODE.close, closing(1000));
    await socket.closed();
  },
  'WebSocket: many messages keep their order': async (c) => {
    const socket = await c.webSocket();
    for (let i = 0; i < 50; i++) socket.say(`4${i}`);
    await socket.take(50);
  },
  'WebSocket: text and binary keep their order': async (c) => {
    const socket = await c.webSocket();
    for (let i = 0; i < 10; i++) socket.say(`4${i}`).sayBinary([i]);
    await socket.take(20);
  },
});

export const timedEngine = conversations('quick engineio', 'Engine.IO', {
  'no CONNECT is waited for': async (c) => {
    const socket = await c.webSocket();
    for (let i = 0; i < 4; i++) {
      await socket.take();
      socket.say('3');
    }
    socket.say('4still here');
    await socket.take();
  },
});
