// What takes too long.
import { conversations } from './conversations.mjs';

export const timeouts = conversations('quick socketio', 'time-out', {
  'no CONNECT over WebSocket': async (c) => {
    const socket = await c.webSocket();
    await c.takes('the end', 3_600, 5_100, pongUntilClosed(socket));
  },
  'no CONNECT over polling': async (c) => {
    const polling = await c.polling();
    for (let i = 0; i < 2; i++) {
      await polling.packets(1);
      await polling.say('3');
    }
    for (;;) {
      const { status, body } = await polling.get();
      if (status !== 200 || body !== '2') break;
      await polling.say('3');
    }
    await polling.get();
  },
  'a refused CONNECT is none': async (c) => {
    const socket = await c.webSocket();
    socket.say('40/random,');
    await socket.take();
    await c.takes('the end', 3_600, 5_100, pongUntilClosed(socket));
  },
  'a CONNECT to another namespace is one': async (c) => {
    const socket = await c.webSocket();
    socket.say('40/custom,');
    await socket.take(2);
    for (let i = 0; i < 4; i++) {
      await socket.take();
      socket.say('3');
    }
    socket.say('42/custom,["message",1]');
    await socket.take();
  },
  'leaving the only namespace is no time-out': async (c) => {
    const socket = await c.connected();
    socket.say('41');
    for (let i = 0; i < 4; i++) {
      await socket.take();
      socket.say('3');
    }
    socket.say('40');
    await socket.take(2);
  },
});

export const patience = conversations('socketio', 'time-out', {
  'an upgrade that is not finished': async (c) => {
    const polling = await c.pollingConnected();
    const socket = await c.probe(polling);
    socket.say('2probe');
    await socket.take();
    await c.takes('the end', 9_500, 11_500, socket.closed(12_000));
    polling.reconnect();
    await polling.say('42["message","polling goes on"]');
    await polling.packets(1);
  },
  'an upgrade that is not begun': async (c) => {
    const polling = await c.pollingConnected();
    const socket = await c.probe(polling);
    await c.takes('the end', 9_500, 11_500, socket.closed(12_000));
    polling.reconnect();
    const second = await c.upgrade(polling);
    second.say('42["message",1]');
    await second.take();
  },
});

async function pongUntilClosed(socket) {
  const before = socket.frames.length;
  let answered = before;
  while (!socket.ended) {
    await socket.until(() => socket.ended || socket.frames.length > answered, 'a ping or the end');
    for (; answered < socket.frames.length; answered++) {
      if (socket.frames[answered] === 'text 2') socket.say('3');
    }
  }
  await socket.closed();
}
