// GETs and POSTs of a session.
import { conversations, each, named } from './conversations.mjs';

const TEXT = { 'Content-Type': 'text/plain;charset=UTF-8' };
const chunked = (...parts) => parts.map((part) => `${Buffer.byteLength(part).toString(16)}\r\n${part}\r\n`).join('') + '0\r\n\r\n';
const POSTS = {
  'an event': '42["message",1]',
  'several packets': '42["message",1]\x1e42["message",2]\x1e42["message",3]',
  'a pong that nobody asked for': '3',
  'an open packet': '0',
  'an upgrade packet': '5',
  'a NOOP': '6',
  'a pong between events': '42["message",1]\x1e3\x1e42["message",2]',
};
const DEATHS = {
  'an empty body': '',
  'a ping': '2',
  'an unknown type': '7',
  'a letter': 'x',
  'a separator alone': '\x1e',
  'a separator at the end': '42["message",1]\x1e',
  'a separator at the start': '\x1e42["message",1]',
  'two separators': '42["message",1]\x1e\x1e42["message",2]',
  'base64 without its packet': 'bAQID',
  'a valid packet after an invalid one': 'x\x1e42["message",1]',
  'a payload of revision 3': '15:42["message",1]',
};
const METHODS = { 'PUT': 'PUT', 'DELETE': 'DELETE', 'PATCH': 'PATCH', 'HEAD': 'HEAD' };

/** Sends the session a POST of these chunks on an HTTP connection. */
const postChunks = (http, polling, ...chunks) =>
  http.request('POST', polling.target(), { 'Content-Length': null, 'Transfer-Encoding': 'chunked' }).send(chunked(...chunks));

export const polling = conversations('socketio', 'polling', {
  ...each(POSTS, async (c, body) => {
    const polling = await c.pollingConnected();
    await polling.post(body, TEXT);
    await polling.post('42["message","last"]', TEXT);
    await polling.packets(body.split('\x1e').filter((packet) => packet.startsWith('42')).length + 1);
  }),
  ...each(named('the end by', DEATHS), async (c, body) => {
    const polling = await c.polling();
    await polling.hold();
    await polling.post(body, TEXT);
    await polling.gets.answer();
    await polling.get();
    await polling.post('42["message",1]');
  }),
  ...each(named('with a sid:', METHODS), async (c, method) => {
    const polling = await c.polling();
    await c.ask(method, `EIO=4&transport=polling&sid=${polling.sid}`);
    await polling.post('40');
    await polling.packets(2);
  }),

  'more than 64 KiB wait': async (c) => {
    const polling = await c.pollingConnected();
    for (let i = 0; i < 3; i++) await polling.say(`42["message","${'x'.repeat(40_000)}"]`);
    await polling.get();
  },
  'sid twice, the last right': async (c) => {
    const polling = await c.polling();
    await polling.say('40');
    await c.ask('GET', `EIO=4&transport=polling&sid=abc&sid=${polling.sid}`);
  },
  'packets that wait come together': async (c) => {
    const polling = await c.polling();
    await polling.say('40');
    await polling.get();
  },
  'a second GET ends the session': async (c) => {
    const polling = await c.polling();
    await polling.hold();
    await c.ask('GET', `EIO=4&transport=polling&sid=${polling.sid}`);
    await polling.gets.answer();
    await polling.get();
  },
  'a second GET behind the first in one segment': async (c) => {
    const polling = await c.polling();
    polling.gets.request('GET', polling.target()).request('GET', polling.target());
    await c.settled();
    await polling.say('40');
    await polling.gets.answer();
  },
  'a second POST ends the session': async (c) => {
    const polling = await c.polling();
    await polling.hold();
    await polling.postStart('42["', 10);
    await c.ask('POST', `EIO=4&transport=polling&sid=${polling.sid}`, TEXT, '40');
    await polling.gets.answer();
    await polling.get();
  },
  'an aborted GET ends the session': async (c) => {
    const polling = await c.polling();
    const witness = await polling.witness();
    await polling.hold();
    polling.gets.finish();
    await witness.closed();
    await c.ask('GET', `EIO=4&transport=polling&sid=${polling.sid}`);
  },
  'an aborted POST ends the session': async (c) => {
    const polling = await c.polling();
    await polling.hold();
    await polling.postStart('42["', 10);
    polling.posts.destroy();
    await polling.gets.answer();
    await polling.get();
  },
  'a sid without EIO': async (c) => {
    const polling = await c.polling();
    await c.ask('GET', `transport=polling&sid=${polling.sid}`);
    await c.ask('POST', `transport=polling&sid=${polling.sid}`, TEXT, '40');
    await polling.say('40');
    await polling.packets(2);
  },
  'a sid with another EIO': async (c) => {
    const polling = await c.polling();
    await c.ask('GET', `EIO=3&transport=polling&sid=${polling.sid}`);
  },
  'a sid with an unknown transport': async (c) => {
    const polling = await c.polling();
    await c.ask('GET', `EIO=4&transport=abc&sid=${polling.sid}`);
  },
  'a sid with transport=websocket and no upgrade': async (c) => {
    const polling = await c.polling();
    await c.ask('GET', `EIO=4&transport=websocket&sid=${polling.sid}`);
    await c.ask('POST', `EIO=4&transport=websocket&sid=${polling.sid}`, TEXT, '40');
  },
  'an escaped sid': async (c) => {
    const polling = await c.polling();
    const sid = [...polling.sid].map((char) => `%${char.charCodeAt(0).toString(16)}`).join('');
    await polling.say('40');
    const http = c.http();
    http.send(`GET ${c.target(`EIO=4&transport=polling&sid=${sid}`)} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    await http.answer();
  },
  'a body of exactly maxPayload': async (c) => {
    const polling = await c.pollingConnected();
    const body = `42["message","${'x'.repeat(100_000 - 16)}"]`;
    await polling.post(body, TEXT);
    await polling.packets(1);
  },
  'a body over maxPayload': async (c) => {
    const polling = await c.pollingConnected();
    await polling.post('x'.repeat(100_001), TEXT);
    const again = c.http();
    await again.request('POST', polling.target(), TEXT, '42["message",1]').answer();
    await polling.packets(1);
  },
  'a chunked body of exactly maxPayload': async (c) => {
    const polling = await c.pollingConnected();
    const http = c.http();
    postChunks(http, polling, `42["message","${'x'.repeat(50_000)}`, `${'x'.repeat(50_000 - 16)}"]`);
    await http.answer();
    await polling.packets(1);
  },
  'a chunked body one byte over maxPayload': async (c) => {
    const polling = await c.pollingConnected();
    const http = c.http();
    postChunks(http, polling, `42["message","${'x'.repeat(50_000)}`, `${'x'.repeat(50_001 - 16)}"]`);
    await http.answer();
    await polling.say('42["message",1]');
    await polling.packets(1);
  },
  'a chunked body over maxPayload': async (c) => {
    const polling = await c.pollingConnected();
    const http = c.http();
    postChunks(http, polling, 'x'.repeat(60_000), 'x'.repeat(60_000));
    await http.answer();
    await polling.say('42["message",1]');
    await polling.packets(1);
  },
  'a chunked body': async (c) => {
    const polling = await c.pollingConnected();
    postChunks(polling.posts, polling, '42["mess', 'age","é"]');
    await polling.posts.answer();
    await polling.packets(1);
  },
  'a character split between two reads': async (c) => {
    const polling = await c.pollingConnected();
    const body = Buffer.from('42["message","é😀"]');
    polling.posts.request('POST', polling.target(), { 'Content-Length': body.length });
    polling.posts.send(body.subarray(0, 14));
    await c.settled();
    polling.posts.send(body.subarray(14, 17));
    await c.settled();
    polling.posts.send(body.subarray(17));
    await polling.posts.answer();
    await polling.packets(1);
  },
  'Expect: 100-continue': async (c) => {
    const polling = await c.pollingConnected();
    polling.posts.request('POST', polling.target(), { 'Content-Length': 15, Expect: '100-continue' });
    await polling.posts.answer();
    polling.posts.send('42["message",1]');
    await polling.posts.answer();
    await polling.packets(1);
  },
  'a POST as application/octet-stream': async (c) => {
    const polling = await c.polling();
    await polling.hold();
    await polling.post('40', { 'Content-Type': 'application/octet-stream' });
    await polling.gets.answer();
    await polling.get();
  },
  'a POST of another content type': async (c) => {
    const polling = await c.polling();
    await polling.post('40', { 'Content-Type': 'application/json' });
    await polling.packets(2);
  },
  'a POST without content type': async (c) => {
    const polling = await c.polling();
    await polling.post('40');
    await polling.packets(2);
  },
  'a GET with a body': async (c) => {
    const polling = await c.polling();
    await polling.say('40');
    await polling.gets.request('GET', polling.target(), { 'Content-Length': 2 }, '40').answer();
    await polling.say('42["message",1]');
    await polling.packets(1);
  },
  'a POST after the session ended': async (c) => {
    const polling = await c.polling();
    await polling.say('1');
    await polling.post('40');
  },
  'Unicode': async (c) => {
    const polling = await c.pollingConnected();
    await polling.post('42["message","€ 日本語 😀 \\u0000 \u2028"]', TEXT);
    await polling.packets(1);
  },
  'text that is not UTF-8': async (c) => {
    const polling = await c.pollingConnected();
    await polling.say(Buffer.from([...Buffer.from('42["message","'), 0xff, ...Buffer.from('"]')]));
    await polling.packets(1);
  },
  'a large answer where gzip is accepted': async (c) => {
    const polling = await c.pollingConnected();
    await polling.post(`42["message","${'x'.repeat(5_000)}"]`);
    await polling.gets.request('GET', polling.target(), { 'Accept-Encoding': 'gzip, deflate' }).answer();
  },
  'an old Internet Explorer': async (c) => {
    await c.ask('GET', 'EIO=4&transport=polling', { 'User-Agent': 'Mozilla/5.0 (Windows NT 10.0; Trident/7.0; rv:11.0)' });
  },
  'an answer of many packets': async (c) => {
    const polling = await c.pollingConnected();
    for (let i = 0; i < 5; i++) await polling.say(Array.from({ length: 20 }, (_, n) => `42["message",${20 * i + n}]`).join('\x1e'));
    await polling.packets(100);
  },
});
