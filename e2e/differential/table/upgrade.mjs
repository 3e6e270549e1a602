// From polling to WebSocket, in every order.
import { OPCODE } from '../frame.mjs';
import { conversations, each, named } from './conversations.mjs';

const WRONG = {
  'a ping without probe': '2',
  'another ping': '2abc',
  'a message': '42["message",1]',
  'a pong': '3',
  'a close packet': '1',
  'an open packet': '0',
  'a NOOP': '6',
  'an unknown type': 'x',
  'nothing': '',
  'base64': 'bAQID',
};

const REVISIONS = { 'another EIO': '&EIO=3', 'no EIO': '', 'an EIO to come': '&EIO=5' };

export const upgrades = conversations('socketio', 'upgrade', {
  ...each(named('in place of a probe:', WRONG), async (c, text) => {
    const polling = await c.pollingConnected();
    const socket = await c.probe(polling);
    socket.say(text);
    await socket.closed();
    await polling.say('42["message","polling goes on"]');
    await polling.packets(1);
  }),

  ...each(named('refused,', REVISIONS), async (c, query) => {
    const polling = await c.pollingConnected();
    const socket = await c.socket(`transport=websocket&sid=${polling.sid}${query}`);
    if (socket.opened) await socket.verdict();
    await polling.say('42["message","polling goes on"]');
    await polling.packets(1);
  }),

  'whole': async (c) => {
    const polling = await c.pollingConnected();
    const socket = await c.probe(polling);
    socket.say('2probe');
    await socket.take();
    await polling.get();
    socket.say('5').say('42["message",1]');
    await socket.take();
  },
  'the handshake of the probe': async (c) => {
    const polling = await c.polling();
    await c.socket(`EIO=4&transport=websocket&sid=${polling.sid}`, { Origin: 'https://example.com' }, { quiet: false });
  },
  'a held poll is released after the probe': async (c) => {
    const polling = await c.pollingConnected();
    await polling.hold();
    const socket = await c.probe(polling);
    socket.say('2probe');
    await socket.take();
    await polling.gets.answer();
  },
  'each later poll is released too': async (c) => {
    const polling = await c.pollingConnected();
    const socket = await c.probe(polling);
    socket.say('2probe');
    await socket.take();
    await polling.get();
    await polling.get();
    socket.say('5').say('42["message",1]');
    await socket.take();
  },
  'data goes by polling until the upgrade packet': async (c) => {
    const polling = await c.pollingConnected();
    const socket = await c.probe(polling);
    socket.say('2probe');
    await socket.take();
    await polling.say('42["message","during"]');
    await polling.packets(1);
    socket.say('5').say('42["message","after"]');
    await socket.take();
  },
  'what waited goes by WebSocket': async (c) => {
    const polling = await c.pollingConnected();
    const socket = await c.probe(polling);
    socket.say('2probe');
    await socket.take();
    await polling.say('42["message","waits"]');
    socket.say('5');
    await socket.take();
  },
  'without a probe': async (c) => {
    const polling = await c.pollingConnected();
    const socket = await c.probe(polling);
    socket.say('5').say('42["message",1]');
    await socket.take();
  },
  'without a probe while a poll is held': async (c) => {
    const polling = await c.pollingConnected();
    await polling.hold();
    const socket = await c.probe(polling);
    socket.say('5').say('42["message",1]');
    await socket.take();
    await polling.gets.answer();
  },
  'the upgrade packet with data': async (c) => {
    const polling = await c.pollingConnected();
    const socket = await c.probe(polling);
    socket.say('2probe');
    await socket.take();
    socket.say('5abc').say('42["message",1]');
    await socket.take();
  },
  'two probes of one WebSocket': async (c) => {
    const polling = await c.pollingConnected();
    const socket = await c.probe(polling);
    socket.say('2probe').say('2probe');
    await socket.take(2);
    socket.say('5').say('42["message",1]');
    await socket.take();
  },
  'a message after the probe': async (c) => {
    const polling = await c.pollingConnected();
    const socket = await c.probe(polling);
    socket.say('2probe');
    await socket.take();
    socket.say('42["message",1]');
    await socket.closed();
    await polling.say('42["message",2]');
    await polling.packets(1);
  },
  'a binary message in place of a probe': async (c) => {
    const polling = await c.pollingConnected();
    const socket = await c.probe(polling);
    socket.sayBinary([1]);
    await socket.closed();
    await polling.say('42["message",1]');
    await polling.packets(1);
  },
  'a second prober': async (c) => {
    const polling = await c.pollingConnected();
    const first = await c.probe(polling);
    first.say('2probe');
    await first.take();
    const second = await c.probe(polling);
    await second.closed();
    first.say('5').say('42["message",1]');
    await first.take();
  },
  'a second prober that waits for nothing': async (c) => {
    const polling = await c.pollingConnected();
    const first = await c.probe(polling);
    const second = await c.probe(polling);
    await second.closed();
    first.say('2probe');
    await first.take();
  },
  'a new attempt after a failed one': async (c) => {
    const polling = await c.pollingConnected();
    const first = await c.probe(polling);
    first.say('x');
    await first.closed();
    const second = await c.upgrade(polling);
    second.say('42["message",1]');
    await second.take();
  },
  'a prober that goes away': async (c) => {
    const polling = await c.pollingConnected();
    const socket = await c.probe(polling);
    socket.say('2probe');
    await socket.take();
    socket.finish();
    await socket.closed();
    await c.settled();
    await polling.say('42["message",1]');
    await polling.packets(1);
    const second = await c.upgrade(polling);
    second.say('42["message",2]');
    await second.take();
  },
  'a prober that closes': async (c) => {
    const polling = await c.pollingConnected();
    const socket = await c.probe(polling);
    socket.say('2probe');
    await socket.take();
    socket.sayFrame(OPCODE.close, '');
    await socket.closed();
    await polling.say('42["message",1]');
    await polling.packets(1);
  },
  'a prober that pings the connection': async (c) => {
    const polling = await c.pollingConnected();
    const socket = await c.probe(polling);
    socket.sayFrame(OPCODE.ping, 'x');
    await socket.take();
    socket.say('2probe');
    await socket.take();
  },
  'a prober that breaks the framing': async (c) => {
    const polling = await c.pollingConnected();
    const socket = await c.probe(polling);
    socket.sayFrame(3, 'x');
    await socket.closed();
    await polling.say('42["message",1]');
    await polling.packets(1);
  },
  'the session ends while a WebSocket probes': async (c) => {
    const polling = await c.pollingConnected();
    const socket = await c.probe(polling);
    socket.say('2probe');
    await socket.take();
    await polling.say('1');
    await socket.closed();
  },
  'polling after the upgrade': async (c) => {
    const polling = await c.pollingConnected();
    const socket = await c.upgrade(polling);
    socket.say('42["message",1]');
    await socket.take();
    await polling.get();
    await polling.post('42["message",2]');
    socket.say('42["message",3]');
    await socket.take();
  },
  'another WebSocket after the upgrade': async (c) => {
    const polling = await c.pollingConnected();
    const socket = await c.upgrade(polling);
    socket.say('42["message",1]');
    await socket.take();
    const second = await c.probe(polling);
    await second.closed();
    socket.say('42["message",2]');
    await socket.take();
  },
  'a WebSocket with the sid of a WebSocket session': async (c) => {
    const socket = await c.connected();
    const second = await c.socket(`EIO=4&transport=websocket&sid=${socket.sid}`);
    second.say('2probe');
    await second.verdict();
    socket.say('42["message",1]');
    await socket.take();
  },
  'a GET with the sid of a WebSocket session': async (c) => {
    const socket = await c.connected();
    await c.ask('GET', `EIO=4&transport=polling&sid=${socket.sid}`);
    await c.ask('POST', `EIO=4&transport=polling&sid=${socket.sid}`, {}, '40');
    socket.say('42["message",1]');
    await socket.take();
  },
  'a GET for transport=websocket with the sid of a WebSocket session': async (c) => {
    const socket = await c.connected();
    await c.http().request('GET', c.target(`EIO=4&transport=websocket&sid=${socket.sid}`)).answer({ ms: 1_000 });
    socket.say('42["message",1]');
    await socket.take();
  },
  'the WebSocket ends after the upgrade': async (c) => {
    const polling = await c.pollingConnected();
    const socket = await c.upgrade(polling);
    socket.say('42["message",1]');
    await socket.take();
    socket.sayFrame(OPCODE.close, '');
    await socket.closed();
    await c.settled();
    await polling.get();
  },
  'a POST that is under way when the upgrade is finished': async (c) => {
    const polling = await c.pollingConnected();
    const post = '42["message","late"]';
    await polling.postStart(post.slice(0, 5), post.length);
    const socket = await c.upgrade(polling);
    socket.say('42["message",1]');
    await socket.take();
    polling.posts.send(post.slice(5));
    await polling.posts.answer();
  },
  'attachments by WebSocket of an event by POST': async (c) => {
    const polling = await c.pollingConnected();
    await polling.say('451-["message",{"_placeholder":true,"num":0}]');
    const socket = await c.upgrade(polling);
    socket.sayBinary([1, 2, 3]);
    await socket.take(2);
  },
  'CONNECT after the upgrade': async (c) => {
    const polling = await c.polling();
    const socket = await c.upgrade(polling);
    socket.say('40');
    await socket.take(2);
  },
});
