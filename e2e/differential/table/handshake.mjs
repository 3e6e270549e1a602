// What a first request may look like, and which error it gets.
import { KEY, UPGRADE } from '../socket.mjs';
import { conversations, each } from './conversations.mjs';

const GETS = {
  'polling': 'EIO=4&transport=polling',
  'no query at all': undefined,
  'an empty query': '',
  'no EIO': 'transport=polling',
  'an empty EIO': 'EIO=&transport=polling',
  'EIO 3': 'EIO=3&transport=polling',
  'EIO 5': 'EIO=5&transport=polling',
  'EIO 04': 'EIO=04&transport=polling',
  'EIO with a blank': 'EIO=4+&transport=polling',
  'EIO twice, the last right': 'EIO=3&EIO=4&transport=polling',
  'EIO twice, the last wrong': 'EIO=4&EIO=3&transport=polling',
  'no transport': 'EIO=4',
  'an empty transport': 'EIO=4&transport=',
  'an unknown transport': 'EIO=4&transport=abc',
  'a transport in capitals': 'EIO=4&transport=Polling',
  'a transport by a prototype key': 'EIO=4&transport=constructor',
  'WebTransport': 'EIO=4&transport=webtransport',
  'transport twice, the last right': 'EIO=4&transport=abc&transport=polling',
  'transport twice, the last wrong': 'EIO=4&transport=polling&transport=abc',
  'an escaped transport': 'EIO=4&transport=%70olling',
  'an escaped key': 'EIO=4&%74ransport=polling',
  'a bad escape elsewhere': 'EIO=4&transport=polling&x=%zz%',
  'a bad escape in the transport': 'EIO=4&transport=polling%',
  'a value that is not UTF-8': 'EIO=4&transport=polling&x=%ff%fe',
  'an empty sid': 'EIO=4&transport=polling&sid=',
  'an unknown sid': 'EIO=4&transport=polling&sid=abc',
  'a sid by a prototype key': 'EIO=4&transport=polling&sid=__proto__',
  'sid twice, the last empty': 'EIO=4&transport=polling&sid=abc&sid=',
  'a long unknown sid': `EIO=4&transport=polling&sid=${'x'.repeat(1000)}`,
  'a timestamp': 'EIO=4&transport=polling&t=P0abc',
  'JSONP': 'EIO=4&transport=polling&j=0',
  'b64': 'EIO=4&transport=polling&b64=1',
  'semicolons are no separators': 'EIO=4;transport=polling',
  'extra ampersands': '&&EIO=4&&transport=polling&',
  'a key without value': 'EIO=4&transport=polling&x',
  'WebSocket without upgrade': 'EIO=4&transport=websocket',
  'an unknown transport before a wrong EIO': 'EIO=3&transport=abc',
  'an unknown sid before a wrong EIO': 'EIO=3&transport=polling&sid=abc',
};

const METHODS = { 'POST': 'POST', 'PUT': 'PUT', 'DELETE': 'DELETE', 'HEAD': 'HEAD', 'PATCH': 'PATCH' };

const TARGETS = {
  'more path behind the endpoint': '/socket.io/more?EIO=4&transport=polling',
  'two slashes behind the endpoint': '/socket.io//?EIO=4&transport=polling',
  'a fragment': '/socket.io/?EIO=4&transport=polling#x',
};

/** The value of a header whose line comes once more. */
const again = (name, first, second = first) => ({ [name]: `${first}\r\n${name}: ${second}` });

const WEBSOCKETS = {
  'WebSocket': ['EIO=4&transport=websocket', {}],
  'WebSocket with EIO 3': ['EIO=3&transport=websocket', {}],
  'WebSocket without EIO': ['transport=websocket', {}],
  'WebSocket with transport polling': ['EIO=4&transport=polling', {}],
  'WebSocket with an unknown transport': ['EIO=4&transport=abc', {}],
  'WebSocket with an unknown sid': ['EIO=4&transport=websocket&sid=abc', {}],
  'WebSocket with an empty sid': ['EIO=4&transport=websocket&sid=', {}],
  'WebSocket with a subprotocol': ['EIO=4&transport=websocket', { 'Sec-WebSocket-Protocol': 'chat' }],
  'WebSocket with subprotocols': ['EIO=4&transport=websocket', { 'Sec-WebSocket-Protocol': 'one, two' }],
  'WebSocket with subprotocols in two lines': ['EIO=4&transport=websocket', again('Sec-WebSocket-Protocol', 'one', 'two')],
  'WebSocket with forty subprotocols': ['EIO=4&transport=websocket', { 'Sec-WebSocket-Protocol': Array.from({ length: 40 }, (_, i) => `p${i}`).join() }],
  'WebSocket with an empty subprotocol': ['EIO=4&transport=websocket', { 'Sec-WebSocket-Protocol': '' }],
  'WebSocket with a subprotocol twice': ['EIO=4&transport=websocket', { 'Sec-WebSocket-Protocol': 'one, one' }],
  'WebSocket with a bad subprotocol': ['EIO=4&transport=websocket', { 'Sec-WebSocket-Protocol': 'a b' }],
  'WebSocket with an extension': ['EIO=4&transport=websocket', { 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits' }],
  'WebSocket with a malformed extension': ['EIO=4&transport=websocket', { 'Sec-WebSocket-Extensions': ';;=' }],
  'WebSocket without key': ['EIO=4&transport=websocket', { 'Sec-WebSocket-Key': null }],
  'WebSocket with a short key': ['EIO=4&transport=websocket', { 'Sec-WebSocket-Key': 'abc=' }],
  'WebSocket version 12': ['EIO=4&transport=websocket', { 'Sec-WebSocket-Version': '12' }],
  'WebSocket version 8': ['EIO=4&transport=websocket', { 'Sec-WebSocket-Version': '8' }],
  'WebSocket with a zero before the version': ['EIO=4&transport=websocket', { 'Sec-WebSocket-Version': '013' }],
  'WebSocket with a list of versions': ['EIO=4&transport=websocket', { 'Sec-WebSocket-Version': '13, 8' }],
  'WebSocket with two versions': ['EIO=4&transport=websocket', again('Sec-WebSocket-Version', '13')],
  'WebSocket with two versions that differ': ['EIO=4&transport=websocket', again('Sec-WebSocket-Version', '13', '8')],
  'WebSocket with two keys': ['EIO=4&transport=websocket', again('Sec-WebSocket-Key', KEY)],
  'WebSocket with two keys, the first no key': ['EIO=4&transport=websocket', again('Sec-WebSocket-Key', 'abc', KEY)],
  'WebSocket without version': ['EIO=4&transport=websocket', { 'Sec-WebSocket-Version': null }],
  'another protocol than WebSocket': ['EIO=4&transport=websocket', { Upgrade: 'h2c' }],
  'WebSocket in a list of protocols': ['EIO=4&transport=websocket', { Upgrade: 'h2c, websocket' }],
  'WebSocket and another protocol in two lines': ['EIO=4&transport=websocket', again('Upgrade', 'websocket', 'h2c')],
  'another protocol and WebSocket in two lines': ['EIO=4&transport=websocket', again('Upgrade', 'h2c', 'websocket')],
  'WEBSOCKET in capitals': ['EIO=4&transport=websocket', { Upgrade: 'WEBSOCKET' }],
  'Connection: keep-alive, Upgrade': ['EIO=4&transport=websocket', { Connection: 'keep-alive, Upgrade' }],
  'WebSocket without Connection: Upgrade': ['EIO=4&transport=websocket', { Connection: 'keep-alive' }],
  'Connection: Upgrade without Upgrade': ['EIO=4&transport=websocket', { Upgrade: null }],
  'WebSocket with an origin': ['EIO=4&transport=websocket', { Origin: 'https://example.com' }],
  'WebSocket refused, with an origin': ['EIO=4&transport=websocket&sid=abc', { Origin: 'https://example.com' }],
  'WebSocket with b64': ['EIO=4&transport=websocket&b64=1', {}],
};

export const handshakes = conversations('socketio', 'handshake', {
  ...each(GETS, (c, query) => c.ask('GET', query)),
  ...each(METHODS, (c, method) => c.ask(method, 'EIO=4&transport=polling')),
  ...each(TARGETS, (c, target) => c.http().request('GET', target).answer()),
  ...each(WEBSOCKETS, async (c, [query, headers]) => {
    const socket = await c.socket(query, headers, { quiet: false });
    if (socket.opened) await socket.take();
    else if (socket.refusal.headers.connection?.split(', ').includes('close')) await socket.closed();
  }),

  'WebSocket with a body': async (c) => {
    const socket = await c.socket('EIO=4&transport=websocket', { 'Content-Length': '0' }, { quiet: false });
    await socket.take(1, 500);
    const second = await c.socket('EIO=4&transport=websocket', { 'Content-Length': '3' }, { quiet: false });
    await second.take(1, 500);
  },
  'WebSocket by POST': async (c) => {
    const http = c.http();
    await http.request('POST', c.target('EIO=4&transport=websocket'), UPGRADE).answer();
    await http.closed();
  },

  'WebSocket by OPTIONS': async (c) => {
    const http = c.http();
    await http.request('OPTIONS', c.target('EIO=4&transport=websocket'), UPGRADE).answer();
    await http.closed();
  },

  'two handshakes over one connection are two sessions': async (c) => {
    const http = c.http();
    const target = c.target('EIO=4&transport=polling');
    const first = await http.request('GET', target).answer();
    const second = await http.request('GET', target).answer();
    http.note(first.body === second.body ? 'the same' : 'different');
  },
});
