// The server stops: what each client is told, and what it finds when it comes back.
import { conversations } from './conversations.mjs';

export const stops = [...conversations('stopping socketio', 'stop', {
  'a WebSocket that has joined': async (c) => {
    const socket = await c.connected();
    c.stop();
    await socket.closed();
  },
  'a WebSocket that has joined two namespaces': async (c) => {
    const socket = await c.connected();
    socket.say('40/custom,');
    await socket.take(2);
    c.stop();
    await socket.closed();
  },
  'a WebSocket that has joined none': async (c) => {
    const socket = await c.webSocket();
    c.stop();
    await socket.closed();
  },
  'a WebSocket after an upgrade': async (c) => {
    const polling = await c.pollingConnected();
    const socket = await c.upgrade(polling);
    await socket.settled();
    c.stop();
    await socket.closed();
  },
  'a WebSocket whose ack is awaited': async (c) => {
    const socket = await c.connected();
    socket.say('42["askme"]');
    await socket.take();
    c.stop();
    await socket.closed();
  },
  'a poll that is held': async (c) => {
    const polling = await c.pollingConnected();
    await polling.hold();
    c.stop();
    await polling.gets.answer();
    await polling.gets.closed();
  },
  'a poll that is held, not joined': async (c) => {
    const polling = await c.polling();
    await polling.hold();
    c.stop();
    await polling.gets.answer();
  },
  'a WebSocket that probes': async (c) => {
    const polling = await c.pollingConnected();
    const socket = await c.probe(polling);
    socket.say('2probe');
    await socket.take();
    c.stop();
    await socket.closed();
  },
  'a client between two polls': async (c) => {
    const polling = await c.pollingConnected();
    const witness = await c.connected();
    c.stop();
    await witness.closed();
    await polling.get();
  },
  'a client between two polls for which something waits': async (c) => {
    const polling = await c.pollingConnected();
    await polling.say('42["message",1]');
    const witness = await c.connected();
    c.stop();
    await witness.closed();
    await polling.get();
    await polling.get();
  },
  'a handshake after the stop': async (c) => {
    const polling = await c.polling(); // for its client the server waits
    const witness = await c.webSocket();
    c.stop();
    await witness.closed();
    await c.ask('GET', 'EIO=4&transport=polling');
    polling.gets.destroy();
  },
  'a handshake over WebSocket after the stop': async (c) => {
    const polling = await c.polling();
    const witness = await c.webSocket();
    c.stop();
    await witness.closed();
    await c.socket('EIO=4&transport=websocket');
    polling.gets.destroy();
  },
  'a connection without a session': async (c) => {
    const { http } = await c.ask('GET', 'EIO=4&transport=abc');
    c.stop();
    await http.closed();
  },
}), ...conversations('stopping engineio', 'Engine.IO stop', {
  'a WebSocket': async (c) => {
    const socket = await c.webSocket();
    c.stop();
    await socket.closed();
  },
  'a poll that is held': async (c) => {
    const polling = await c.polling();
    await polling.hold();
    c.stop();
    await polling.gets.answer();
  },
})];
