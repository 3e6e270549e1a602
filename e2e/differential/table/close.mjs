// Every close from both sides.
import { closing, OPCODE } from '../frame.mjs';
import { conversations, each, named } from './conversations.mjs';

const FRAMES = {
  'no code': '',
  'code 1000': closing(1000),
  'code 1000 and a reason': closing(1000, 'bye'),
  'code 1001': closing(1001),
  'code 1002': closing(1002),
  'code 1003': closing(1003),
  'code 1007': closing(1007),
  'code 1011': closing(1011),
  'code 1012': closing(1012),
  'code 1013': closing(1013),
  'code 1014': closing(1014),
  'code 3000': closing(3000),
  'code 4999': closing(4999),
  'code 0': closing(0),
  'code 999': closing(999),
  'code 1004': closing(1004),
  'code 1005': closing(1005),
  'code 1006': closing(1006),
  'code 1015': closing(1015),
  'code 2999': closing(2999),
  'code 5000': closing(5000),
  'half a code': Buffer.from([3]),
  'a reason that is not UTF-8': Buffer.concat([closing(1000), Buffer.from([0xff])]),
  'a reason of 123 bytes': closing(1000, 'x'.repeat(123)),
};

export const close = conversations('socketio', 'close', {
  ...each(named('a close frame with', FRAMES), async (c, payload) => {
    const socket = await c.webSocket();
    socket.sayFrame(OPCODE.close, payload);
    await socket.closed();
  }),

  'a POST of a close packet releases the poll': async (c) => {
    const polling = await c.pollingConnected();
    await polling.hold();
    await polling.post('1');
    await polling.gets.answer();
    await polling.get();
  },
  'a POST of a close packet with nobody polling': async (c) => {
    const polling = await c.pollingConnected();
    await polling.post('1');
    await polling.get();
    await polling.post('42["message",1]');
  },
  'DISCONNECT and close in one payload, as stock clients send': async (c) => {
    const polling = await c.pollingConnected();
    await polling.hold();
    await polling.post('41\x1e1');
    await polling.gets.answer();
    await polling.get();
  },
  'DISCONNECT and a close frame': async (c) => {
    const socket = await c.connected();
    socket.say('41').sayFrame(OPCODE.close, '');
    await socket.closed();
  },
  'the server closes for a bad packet while a poll is held': async (c) => {
    const polling = await c.pollingConnected();
    await polling.hold();
    await polling.post('4x');
    await polling.gets.answer();
    await polling.get();
  },
  'the server closes for a bad packet while nobody polls': async (c) => {
    const polling = await c.pollingConnected();
    await polling.post('4x');
    await polling.get();
    await polling.get();
  },
  'the server closes for a bad packet while something waits': async (c) => {
    const polling = await c.pollingConnected();
    await polling.say('42["message",1]');
    await polling.post('4x');
    await polling.get();
    await polling.get();
  },
  'a POST to a session that the server is closing': async (c) => {
    const polling = await c.pollingConnected();
    await polling.post('4x');
    await polling.post('42["message",1]');
    await polling.get();
  },
  'a close packet to a session that the server is closing': async (c) => {
    const polling = await c.pollingConnected();
    await polling.post('4x');
    await polling.post('42["message",1]\x1ex\x1e1');
    await polling.post('1');
    await polling.get();
  },
  'a WebSocket for a session that the server is closing': async (c) => {
    const polling = await c.pollingConnected();
    await polling.post('4x');
    const socket = await c.probe(polling);
    await c.settled();
    socket.say('2probe');
    await socket.settled();
    await polling.get();
  },
  'data after the server\'s close frame is ignored': async (c) => {
    const socket = await c.connected();
    socket.answersClose = false;
    socket.say('4x');
    await socket.take();
    socket.say('42["message",1]').sayFrame(OPCODE.ping, '');
    socket.sayFrame(OPCODE.close, '').finish();
    await socket.closed();
  },
  'data after the client\'s close frame is ignored': async (c) => {
    const socket = await c.connected();
    socket.sayFrame(OPCODE.close, closing(1000)).say('42["message",1]');
    await socket.closed();
  },
  'the TCP connection ends without a close frame': async (c) => {
    const socket = await c.connected();
    socket.finish();
    await socket.closed();
  },
  'a close frame while probing': async (c) => {
    const polling = await c.polling();
    const socket = await c.probe(polling);
    socket.sayFrame(OPCODE.close, closing(1000, 'bye'));
    await socket.closed();
    await polling.say('40');
    await polling.packets(2);
  },

  'the application puts a WebSocket out of a namespace': async (c) => {
    const socket = await c.connected();
    socket.say('42["put-me-out"]');
    await socket.take();
    socket.say('40');
    await socket.take(2);
  },
  'the application puts a WebSocket out of one namespace of two': async (c) => {
    const socket = await c.connected();
    socket.say('40/custom,');
    await socket.take(2);
    socket.say('42/custom,["put-me-out"]');
    await socket.take();
    socket.say('42["message","main goes on"]');
    await socket.take();
  },
  'an event of a client that the application has put out': async (c) => {
    const socket = await c.connected();
    socket.say('42["put-me-out"]');
    await socket.take();
    socket.say('42["message",1]');
    await socket.closed();
  },
  'the application puts out who wants an ack': async (c) => {
    const socket = await c.connected();
    socket.say('427["put-me-out"]');
    await socket.take();
    await socket.settled();
  },
  'the application puts out who owes an ack': async (c) => {
    const socket = await c.connected();
    socket.say('42["askme"]');
    await socket.take();
    socket.say('42["put-me-out"]');
    await socket.take();
    socket.sayAck(`43${socket.ackId}["late"]`);
    await socket.closed();
  },
  'the application puts out a client that polls': async (c) => {
    const polling = await c.pollingConnected();
    await polling.hold();
    await polling.say('42["put-me-out"]');
    await polling.gets.answer();
    await polling.say('40');
    await polling.packets(2);
  },
  'the application closes a WebSocket': async (c) => {
    const socket = await c.connected();
    socket.say('42["close-me"]');
    await socket.closed();
  },
  'the application closes a WebSocket for which something waits': async (c) => {
    const socket = await c.connected();
    socket.say('42["message",1]').say('42["close-me"]').say('42["message",2]');
    await socket.closed();
  },
  'the application closes a WebSocket in two namespaces': async (c) => {
    const socket = await c.connected();
    socket.say('40/custom,');
    await socket.take(2);
    socket.say('42["close-me"]');
    await socket.closed();
  },
  'the application closes a client whose poll is held': async (c) => {
    const polling = await c.pollingConnected();
    await polling.hold();
    await polling.say('42["close-me"]');
    await polling.gets.answer();
    await polling.get();
    await polling.get();
  },
  'the application closes a client between two polls': async (c) => {
    const polling = await c.pollingConnected();
    await polling.say('42["close-me"]');
    await polling.get();
    await polling.get();
    await polling.get();
  },
  'the application closes a client that upgrades': async (c) => {
    const polling = await c.pollingConnected();
    const socket = await c.probe(polling);
    socket.say('2probe');
    await socket.take();
    await polling.say('42["close-me"]');
    await polling.get();
    await polling.get();
    await polling.get();
    await socket.verdict();
  },
});
