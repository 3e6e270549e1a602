// The server pings every 1200 ms and wants an answer within 800 ms.
import { OPCODE } from '../frame.mjs';
import { conversations } from './conversations.mjs';

const SLACK = 480; // ms that a loaded machine may add: less than what could be confused with something else

export const heartbeats = conversations('quick socketio', 'heartbeat', {
  'over WebSocket': async (c) => {
    const socket = await c.connected();
    await socket.take();
    socket.say('3');
    for (let i = 0; i < 2; i++) {
      await c.takes('the ping', 800, 1200 + SLACK, socket.take());
      socket.say('3');
    }
  },
  'over polling': async (c) => {
    const polling = await c.pollingConnected();
    for (let i = 0; i < 3; i++) {
      await polling.packets(1);
      await polling.say('3');
    }
    await polling.say('42["message",1]');
    await polling.packets(1);
  },
  // From the handshake to the end, so that a late machine only adds.
  'over WebSocket, not answered': async (c) => {
    await c.takes('the end', 1990, 2000 + SLACK, (async () => {
      const socket = await c.connected();
      await socket.take();
      await socket.closed();
    })());
  },
  'over polling, not answered': async (c) => {
    let polling;
    await c.takes('the end', 1990, 2000 + SLACK, (async () => {
      polling = await c.pollingConnected();
      await polling.get();
      await polling.get();
    })());
    await polling.get();
  },
  'over polling, not even polled': async (c) => {
    const polling = await c.pollingConnected();
    await c.pause(3200);
    await polling.get();
  },
  'from a client': async (c) => {
    const socket = await c.connected();
    socket.say('2');
    await socket.closed();
  },
  'from a client by polling': async (c) => {
    const polling = await c.pollingConnected();
    await polling.hold();
    await polling.say('2');
    await polling.gets.answer();
    await polling.get();
  },
  'a message is not an answer, but gives a while more': async (c) => {
    const socket = await c.connected();
    await socket.take();
    await c.pause(400);
    socket.say('42["message",1]');
    await socket.take();
    await c.takes('the end', 600, 800 + SLACK, socket.closed());
  },
  'more messages give no more': async (c) => {
    const socket = await c.connected();
    await socket.take();
    for (let i = 0; i < 3; i++) {
      await c.pause(320);
      socket.say(`42["message",${i}]`);
      await socket.take();
    }
    await c.takes('the end', 0, 600, socket.closed());
  },
  'an answer after a message is in time': async (c) => {
    const socket = await c.connected();
    await socket.take();
    await c.pause(600);
    socket.say('42["message",1]');
    await socket.take();
    await c.pause(480);
    socket.say('3').say('42["message",2]');
    await socket.take();
  },
  'a WebSocket ping is not an answer': async (c) => {
    const socket = await c.connected();
    await socket.take();
    socket.sayFrame(OPCODE.ping, 'x');
    await socket.take();
    await socket.closed();
  },
  'an answer that nobody asked for puts the next ping off': async (c) => {
    const socket = await c.connected();
    await c.pause(600);
    socket.say('3');
    await c.takes('the ping', 920, 1200 + SLACK, socket.take());
    socket.say('3');
  },
  'an answer by POST to a ping by GET, then the upgrade': async (c) => {
    const polling = await c.pollingConnected();
    await polling.packets(1);
    await polling.say('3');
    const socket = await c.upgrade(polling);
    await socket.take();
    socket.say('3').say('42["message",1]');
    await socket.take();
  },
  'a ping by polling that is answered by WebSocket': async (c) => {
    const polling = await c.pollingConnected();
    await polling.packets(1);
    const socket = await c.upgrade(polling);
    socket.say('3').say('42["message",1]');
    await socket.take();
  },
  'a ping by polling that is not answered after the upgrade': async (c) => {
    const polling = await c.pollingConnected();
    await polling.packets(1);
    const socket = await c.upgrade(polling);
    await c.pause(2800);
    socket.note(socket.ended ? 'ended' : 'open');
  },
  'an answer with data': async (c) => {
    const socket = await c.connected();
    await socket.take();
    socket.say('3abc');
    await socket.take();
    socket.say('3');
  },
});
