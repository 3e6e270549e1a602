// Acks in both directions.
import { conversations, each, named } from './conversations.mjs';

const ACKS = {
  'no argument': '421["message-with-ack"]',
  'several arguments': '42456["message-with-ack",1,"2",{"3":["4"]}]',
  'id 0': '420["message-with-ack",1]',
  'an id with leading zeros': '42007["message-with-ack",1]',
  'a large id': '429007199254740991["message-with-ack",1]',
  'an id over 53 bits': '429007199254740993["message-with-ack",1]',
  'an id over 64 bits': '4299999999999999999999["message-with-ack",1]',
  'a name without an ack': '421["message",1]',
};

export const ack = conversations('socketio', 'ack', {
  ...each(named('WebSocket,', ACKS), async (c, packet) => {
    const socket = await c.connected();
    socket.say(packet);
    await socket.take();
  }),
  ...each(named('polling,', ACKS), async (c, packet) => {
    const polling = await c.pollingConnected();
    await polling.say(packet);
    await polling.packets(1);
  }),

  'an event that wants none': async (c) => {
    const socket = await c.connected();
    socket.say('42["message-with-ack",1]').say('42["message","next"]');
    await socket.take();
  },
  'to another namespace': async (c) => {
    const socket = await c.webSocket();
    socket.say('40/custom,');
    await socket.take(2);
    socket.say('42/custom,12["message-with-ack",{"a":1}]');
    await socket.take();
  },
  'the same id twice': async (c) => {
    const socket = await c.connected();
    socket.say('425["message-with-ack",1]').say('425["message-with-ack",2]');
    await socket.take(2);
  },
  'the server asks': async (c) => {
    const { socket, id } = await asked(c);
    socket.sayAck(`43${id}["x",{"y":1}]`);
    await socket.take();
  },
  'the server asks, answered with nothing': async (c) => {
    const { socket, id } = await asked(c);
    socket.sayAck(`43${id}[]`);
    await socket.take();
  },
  'the server asks, answered without data': async (c) => {
    const { socket, id } = await asked(c);
    socket.sayAck(`43${id}`);
    await socket.take();
  },
  'the server asks, answered twice': async (c) => {
    const { socket, id } = await asked(c);
    socket.sayAck(`43${id}[1]`);
    socket.sayAck(`43${id}[2]`).say('42["message","next"]');
    await socket.take(2);
  },
  'the server asks, answered with another id': async (c) => {
    const { socket } = await asked(c);
    socket.say('43999999999[1]').say('42["message","next"]');
    await socket.take();
  },
  'the server asks, answered without an id': async (c) => {
    const { socket } = await asked(c);
    socket.say('43[1]').say('42["message","next"]');
    await socket.take();
  },
  'the server asks, answered in another namespace': async (c) => {
    const { socket, id } = await asked(c);
    socket.say('40/custom,');
    await socket.take(2);
    socket.sayAck(`43/custom,${id}[1]`).say('42["message","next"]');
    await socket.take();
  },
  'the server asks three times, answered backwards': async (c) => {
    const socket = await c.connected();
    const ids = [];
    for (let i = 0; i < 3; i++) {
      socket.say('42["askme"]');
      ids.unshift(await ackId(socket));
    }
    for (const [i, id] of ids.entries()) socket.sayAck(`43${id}[${i}]`);
    await socket.take(3);
  },
  'the server asks in another namespace': async (c) => {
    const socket = await c.webSocket();
    socket.say('40/custom,');
    await socket.take(2);
    socket.say('42/custom,["askme"]');
    const id = await ackId(socket);
    socket.sayAck(`43/custom,${id}["x"]`);
    await socket.take();
  },
  'the server asks by polling': async (c) => {
    const polling = await c.pollingConnected();
    await polling.say('42["askme"]');
    const [packet] = await polling.packets(1);
    await polling.say(`43${/\d+/.exec(packet.slice(2))[0]}["x"]`);
    await polling.packets(1);
  },
  'the server asks by polling, answered by WebSocket': async (c) => {
    const polling = await c.pollingConnected();
    await polling.say('42["askme"]');
    const [packet] = await polling.packets(1);
    const socket = await c.upgrade(polling);
    socket.sayAck(`43${/\d+/.exec(packet.slice(2))[0]}["x"]`);
    await socket.take();
  },
  'the server asks, and the client leaves': async (c) => {
    const { socket, id } = await asked(c);
    socket.say('41');
    await socket.settled();
    socket.say('40');
    await socket.take(2);
    socket.sayAck(`43${id}["late"]`).say('42["message","next"]');
    await socket.take();
  },
  'the server asks, answered with attachments': async (c) => {
    const { socket, id } = await asked(c);
    socket.sayAck(`461-${id}[{"_placeholder":true,"num":0}]`).sayBinary([1, 2, 3]);
    await socket.take(2);
  },
  'an answer with attachments that nobody waits for': async (c) => {
    const socket = await c.connected();
    socket.say('461-77777[{"_placeholder":true,"num":0}]').sayBinary([1, 2, 3]).say('42["message","next"]');
    await socket.take();
  },
});

async function ackId(socket) {
  await socket.take();
  return socket.ackId;
}

async function asked(c) {
  const socket = await c.connected();
  socket.say('42["askme"]');
  return { socket, id: await ackId(socket) };
}
