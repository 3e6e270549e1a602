// What browsers of another origin need.
import { conversations, each } from './conversations.mjs';

const ORIGIN = { Origin: 'https://example.com' };
const PREFLIGHTS = {
  'a preflight': { ...ORIGIN, 'Access-Control-Request-Method': 'POST' },
  'a preflight that asks for headers': { ...ORIGIN, 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'content-type, x-y' },
  'a preflight that asks for headers in two lines': { ...ORIGIN, 'Access-Control-Request-Headers': 'x-a\r\nAccess-Control-Request-Headers: x-b' },
  'OPTIONS without an origin': {},
  'OPTIONS with the origin null': { Origin: 'null' },
};
const ERRORS = {
  'an unknown transport': ['GET', 'EIO=4&transport=abc'],
  'an unknown sid': ['GET', 'EIO=4&transport=polling&sid=abc'],
  'a bad method': ['POST', 'EIO=4&transport=polling'],
  'an old protocol': ['GET', 'EIO=3&transport=polling'],
};

export const cors = conversations('socketio', 'CORS', {
  ...each(PREFLIGHTS, (c, headers) => c.ask('OPTIONS', 'EIO=4&transport=polling', headers)),
  ...each(ERRORS, (c, [method, query]) => c.ask(method, query, ORIGIN)),

  'a preflight with a sid': async (c) => {
    const polling = await c.polling();
    await c.ask('OPTIONS', `EIO=4&transport=polling&sid=${polling.sid}`, ORIGIN);
  },
  'a preflight for nothing in particular': (c) => c.ask('OPTIONS', undefined, ORIGIN),
  'a handshake': (c) => c.ask('GET', 'EIO=4&transport=polling', ORIGIN),
  'a handshake of the origin null': (c) => c.ask('GET', 'EIO=4&transport=polling', { Origin: 'null' }),
  'a handshake with a strange origin': (c) => c.ask('GET', 'EIO=4&transport=polling', { Origin: '*' }),
  'a handshake with two origins': (c) => c.ask('GET', 'EIO=4&transport=polling', { Origin: 'https://a.example\r\nOrigin: https://b.example' }),
  'a poll and a post': async (c) => {
    const polling = await c.polling();
    await polling.post('40', ORIGIN);
    await polling.gets.request('GET', polling.target(), ORIGIN).answer();
  },
  'a post over the limit': async (c) => {
    const polling = await c.polling();
    await polling.post('4'.repeat(100_001), ORIGIN);
  },
  'the client bundle': async (c) => {
    const http = c.http();
    await http.request('GET', '/socket.io/socket.io.min.js', ORIGIN).answer();
  },
  'a preflight for the client bundle': async (c) => {
    const http = c.http();
    await http.request('OPTIONS', '/socket.io/socket.io.min.js', { ...ORIGIN, 'Access-Control-Request-Headers': 'x-y' }).answer();
  },
  'a request with cookies': (c) => c.ask('GET', 'EIO=4&transport=polling', { ...ORIGIN, Cookie: 'a=b; io=c' }),
});
