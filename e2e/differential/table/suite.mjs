// What the public test suites of the two protocols ask of a server, case by case.
import { frame, OPCODE } from '../frame.mjs';
import { conversations, each } from './conversations.mjs';

const P = (num) => `{"_placeholder":true,"num":${num}}`;
const REFUSED = { 'no EIO': 'transport=X', 'EIO abc': 'EIO=abc&transport=X', 'no transport': 'EIO=4', 'transport abc': 'EIO=4&transport=abc' };

const engine = conversations('engineio', 'Engine.IO suite', {
  'polling: a session': (c) => c.ask('GET', 'EIO=4&transport=polling'),
  'WebSocket: a session': (c) => c.webSocket(),
  ...each(Object.fromEntries(Object.entries(REFUSED).map(([name, query]) => [`polling is refused with ${name}`, query])), (c, query) => c.ask('GET', query.replace('X', 'polling'))),
  ...each(Object.fromEntries(Object.entries(REFUSED).filter(([name]) => /transport|abc/.test(name)).map(([name, query]) => [`WebSocket is refused with ${name}`, query])),
    (c, query) => c.socket(query.replace('X', 'abc'))),
  'polling is refused by POST': (c) => c.ask('POST', 'EIO=4&transport=polling'),
  'polling is refused by PUT': (c) => c.ask('PUT', 'EIO=4&transport=polling'),

  'polling: the payload is echoed': async (c) => {
    const polling = await c.polling();
    await polling.post('4hello');
    await polling.get();
  },
  'polling: packets in one payload': async (c) => {
    const polling = await c.polling();
    await polling.post('4test1\x1e4test2\x1e4test3');
    await polling.packets(3);
  },
  'polling: binary': async (c) => {
    const polling = await c.polling();
    await polling.post('bAQIDBA==');
    await polling.get();
  },
  'polling: an invalid payload ends the session': async (c) => {
    const polling = await c.polling();
    await polling.post('abc');
    await polling.get();
  },
  'polling: two GETs end the session': async (c) => {
    const polling = await c.polling();
    await polling.hold();
    await c.ask('GET', `EIO=4&transport=polling&sid=${polling.sid}`);
    await polling.gets.answer();
  },
  'polling: a cancelled GET ends the session': async (c) => {
    const polling = await c.polling();
    const witness = await polling.witness();
    await polling.hold();
    polling.gets.finish();
    await witness.closed();
    await polling.post('4hello');
  },
  'polling: too much': async (c) => {
    const polling = await c.polling();
    const { status } = await c.http().request('POST', polling.target(), {}, 'a'.repeat(100_001)).answer({ quiet: true });
    polling.gets.note(`< ${status}`);
  },
  'polling: close': async (c) => {
    const polling = await c.polling();
    await polling.hold();
    await polling.post('1');
    await polling.gets.answer();
    await polling.get();
  },
  'WebSocket: text and binary': async (c) => {
    const socket = await c.webSocket();
    socket.say('4hello').sayBinary([1, 2, 3, 4]);
    await socket.take(2);
  },
  'WebSocket: an invalid packet ends the session': async (c) => {
    const socket = await c.webSocket();
    socket.say('abc');
    await socket.closed();
  },
  'the upgrade': async (c) => {
    const polling = await c.polling();
    const socket = await c.probe(polling);
    socket.say('2probe');
    await socket.take();
    socket.say('5').say('4hello');
    await socket.take();
  },
  'HTTP after the upgrade': async (c) => {
    const polling = await c.polling();
    const socket = await c.upgrade(polling);
    socket.say('4hello');
    await socket.take();
    await polling.get();
    await polling.post('4hello');
    socket.say('4still here');
    await socket.take();
  },
  'another WebSocket after the upgrade': async (c) => {
    const polling = await c.polling();
    const socket = await c.upgrade(polling);
    socket.say('4hello');
    await socket.take();
    const second = await c.probe(polling);
    await second.closed();
    socket.say('4still here');
    await socket.take();
  },
});

const SOCKETIO = {
  'CONNECT': [['40'], 2],
  'CONNECT with a payload': [['40{"token":"123"}'], 2],
  'CONNECT to a namespace': [['40/custom,'], 2],
  'CONNECT to a namespace with a payload': [['40/custom,{"token":"abc"}'], 2],
  'CONNECT to an unknown namespace': [['40/random'], 1],
  'an event': [['40', '42["message",1,"2",{"3":[true]}]'], 3],
  'an event in a namespace': [['40/custom,', '42/custom,["message",1,"2",{"3":[true]}]'], 3],
  'an event with an ack': [['40', '42456["message-with-ack",1,"2",{"3":[false]}]'], 3],
  'an event with an ack in a namespace': [['40/custom,', '42/custom,7["message-with-ack",1]'], 3],
  'an event with attachments': [['40', `452-["message",${P(0)},${P(1)}]`, [1, 2, 3], [4, 5, 6]], 5],
  'an event with attachments and an ack': [['40', `452-789["message-with-ack",${P(0)},${P(1)}]`, [1, 2, 3], [4, 5, 6]], 5],
};
const ENDS = {
  'an invalid handshake': ['4abc'],
  'an unknown packet type': ['40', '4abc'],
  'an invalid payload': ['40', '42{}'],
  'an invalid ack id': ['40', '42abc["message-with-ack",1,"2",{"3":[false]}]'],
  'a missing attachment': ['40', `451-["message",${P(0)}]`, '42["message"]'],
  'an unexpected attachment': ['40', [1]],
};

const socketio = conversations('socketio', 'Socket.IO suite', {
  ...each(SOCKETIO, async (c, [messages, answers]) => {
    const socket = await c.webSocket();
    await sayAll(c, socket, messages);
    await socket.take(answers);
  }),
  ...each(Object.fromEntries(Object.entries(ENDS).map(([name, messages]) => [`the end by ${name}`, messages])), async (c, messages) => {
    const socket = await c.webSocket();
    await sayAll(c, socket, messages);
    await socket.closed();
  }),
  'DISCONNECT': async (c) => {
    const socket = await c.connected();
    socket.say('41');
    await socket.settled();
    socket.say('40/custom,');
    await socket.take(2);
  },
  'DISCONNECT from a namespace': async (c) => {
    const socket = await c.connected();
    socket.say('40/custom,');
    await socket.take(2);
    socket.say('41/custom');
    await socket.settled();
    socket.say('42["message","main"]');
    await socket.take();
  },
});

// Packets to a namespace wait for the answer to its CONNECT, as in the suite.
async function sayAll(c, socket, messages) {
  for (const message of messages) {
    const connects = typeof message === 'string' && message.startsWith('40');
    const before = socket.frames.length;
    if (typeof message === 'string') socket.say(message);
    else socket.send(frame(OPCODE.binary, message));
    if (connects && messages.length > 1) await socket.until(() => socket.frames.length >= before + 2, 'CONNECT');
  }
}

export const suites = [...engine, ...socketio];
