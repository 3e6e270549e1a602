// CONNECT, CONNECT_ERROR and DISCONNECT. Among these are the cases of the public test suite.
import { conversations, each, named } from './conversations.mjs';

const CONNECTS = {
  'the main one': ['40', 2],
  'the main one by name': ['40/,', 2],
  'the main one by name without a comma': ['40/', 2],
  'the main one with auth': ['40{"token":"123"}', 2],
  'the main one with an empty auth': ['40{}', 2],
  'the main one with Unicode in auth': ['40{"name":"é😀"}', 2],
  'the main one with a prototype key in auth': ['40{"__proto__":{"a":1}}', 2],
  'another': ['40/custom,', 2],
  'another without a comma': ['40/custom', 2],
  'another with auth': ['40/custom,{"token":"abc"}', 2],
  'one that is not there': ['40/random', 1],
  'one that is not there, with auth': ['40/random,{"a":1}', 1],
  'one with a query': ['40/custom?a=b,', 1],
  'one with Unicode': ['40/ünï,', 1],
  'one with quotes': ['40/a"b,', 1],
  'one that looks like a prototype key': ['40/__proto__,', 1],
  'one in capitals': ['40/CUSTOM,', 1],
  'an id in a CONNECT': ['40/custom,12', 2],
  'an id and auth in a CONNECT': ['4012{"a":1}', 2],
};
const BAD = {
  'auth that is a string': '40"abc"',
  'auth that is an array': '40["abc"]',
  'auth that is a number in another namespace': '40/custom,1.5',
  'auth that is null': '40null',
  'auth that is true': '40true',
  'auth that is not JSON': '40{',
  'auth with a trailing comma': '40{"a":1,}',
  'auth and more': '40{"a":1}x',
};
const NOT_JOINED = {
  'an event': '42["message",1]',
  'an ack': '430[]',
  'a DISCONNECT': '41',
  'a CONNECT_ERROR': '44{"message":"x"}',
  'an event to another namespace': '42/custom,["message",1]',
};

export const namespaces = conversations('socketio', 'namespace', {
  ...each(named('WebSocket CONNECT to', CONNECTS), async (c, [packet, answers]) => {
    const socket = await c.webSocket();
    socket.say(packet);
    await socket.take(answers);
  }),
  ...each(named('polling CONNECT to', CONNECTS), async (c, [packet, answers]) => {
    const polling = await c.polling();
    await polling.say(packet);
    await polling.packets(answers);
  }),
  ...each(named('the end by', BAD), async (c, packet) => {
    const socket = await c.webSocket();
    socket.say(packet);
    await socket.closed();
  }),
  ...each(named('before CONNECT, the end by', NOT_JOINED), async (c, packet) => {
    const socket = await c.webSocket();
    socket.say(packet);
    await socket.closed();
  }),

  'an event to one that is not joined': async (c) => {
    const socket = await c.connected();
    socket.say('42/custom,["message",1]');
    await socket.closed();
  },
  'a second CONNECT': async (c) => {
    const socket = await c.connected();
    socket.say('40');
    await socket.closed();
  },
  'a second CONNECT to another': async (c) => {
    const socket = await c.webSocket();
    socket.say('40/custom,');
    await socket.take(2);
    socket.say('40/custom,{}');
    await socket.closed();
  },
  'two CONNECTs in one payload': async (c) => {
    const polling = await c.polling();
    await polling.say('40\x1e40/custom,');
    const packets = await polling.packets(4);
    polling.gets.note(packets.length === 4 ? 'four packets' : 'other');
  },
  'the same CONNECT twice in one payload': async (c) => {
    const polling = await c.polling();
    await polling.say('40\x1e40');
    await polling.get();
  },
  'an event right behind its CONNECT': async (c) => {
    const polling = await c.polling();
    await polling.say('40\x1e42["message",1]');
    await polling.get();
  },
  'both, and events to each': async (c) => {
    const socket = await c.connected();
    socket.say('40/custom,');
    await socket.take(2);
    socket.say('42["message","main"]');
    await socket.take();
    socket.say('42/custom,["message","custom"]');
    await socket.take();
  },
  'DISCONNECT from the main one, and CONNECT again': async (c) => {
    const socket = await c.connected();
    socket.say('41');
    await socket.settled();
    socket.say('40');
    await socket.take(2);
    socket.say('42["message",1]');
    await socket.take();
  },
  'DISCONNECT and CONNECT in one payload': async (c) => {
    const polling = await c.pollingConnected();
    await polling.say('41\x1e40');
    await polling.get();
  },
  'DISCONNECT from another': async (c) => {
    const socket = await c.connected();
    socket.say('40/custom,');
    await socket.take(2);
    socket.say('41/custom,').say('42["message","main goes on"]');
    await socket.take();
    socket.say('40/custom,');
    await socket.take(2);
  },
  'an event after DISCONNECT': async (c) => {
    const socket = await c.connected();
    socket.say('41');
    await socket.settled();
    socket.say('42["message",1]');
    await socket.closed();
  },
  'a second DISCONNECT': async (c) => {
    const socket = await c.connected();
    socket.say('41');
    await socket.settled();
    socket.say('41');
    await socket.closed();
  },
  'DISCONNECT by polling': async (c) => {
    const polling = await c.pollingConnected();
    await polling.say('41');
    await polling.say('40');
    await polling.packets(2);
  },
  'DISCONNECT with data': async (c) => {
    const socket = await c.connected();
    socket.say('41{}');
    await socket.closed();
  },
  'DISCONNECT with an id': async (c) => {
    const socket = await c.connected();
    socket.say('417');
    await socket.settled();
    socket.say('40');
    await socket.take(2);
  },
  'a CONNECT_ERROR of a client': async (c) => {
    const socket = await c.connected();
    socket.say('44{"message":"x"}');
    await socket.closed();
  },
  'one that is refused leaves the others': async (c) => {
    const socket = await c.connected();
    socket.say('40/random,');
    await socket.take();
    socket.say('42["message",1]');
    await socket.take();
  },
});
