// HTTP around the endpoint.
import { UPGRADE } from '../socket.mjs';
import { conversations, each } from './conversations.mjs';

const TARGET = '/socket.io/?EIO=4&transport=polling';
const head = (...lines) => [...lines, '', ''].join('\r\n');
const FINE = {
  'HTTP/1.0': head(`GET ${TARGET} HTTP/1.0`),
  'HTTP/1.0 with Host': head(`GET ${TARGET} HTTP/1.0`, 'Host: localhost'),
  'HTTP/1.0 with keep-alive': head(`GET ${TARGET} HTTP/1.0`, 'Connection: keep-alive'),
  'Connection: close': head(`GET ${TARGET} HTTP/1.1`, 'Host: localhost', 'Connection: close'),
  'header names in capitals': head(`GET ${TARGET} HTTP/1.1`, 'HOST: localhost', 'ORIGIN: https://example.com'),
  'white space around a value': head(`GET ${TARGET} HTTP/1.1`, 'Host:   localhost  ', 'X: \t y \t'),
  'an empty value': head(`GET ${TARGET} HTTP/1.1`, 'Host: localhost', 'X:'),
  'empty lines before the request': `\r\n\r\n${head(`GET ${TARGET} HTTP/1.1`, 'Host: localhost')}`,
  'the absolute form': head(`GET http://localhost${TARGET} HTTP/1.1`, 'Host: localhost'),
};
const WRONG = {
  'no Host': head(`GET ${TARGET} HTTP/1.1`),
  'two Hosts': head(`GET ${TARGET} HTTP/1.1`, 'Host: a', 'Host: b'),
  'no version': head(`GET ${TARGET}`),
  'HTTP/2.0': head(`GET ${TARGET} HTTP/2.0`, 'Host: localhost'),
  'a version that is none': head(`GET ${TARGET} HTTX/1.1`, 'Host: localhost'),
  'an unknown method': head(`FOO ${TARGET} HTTP/1.1`, 'Host: localhost'),
  'a method in small letters': head(`get ${TARGET} HTTP/1.1`, 'Host: localhost'),
  'a space before the colon': head(`GET ${TARGET} HTTP/1.1`, 'Host : localhost'),
  'a folded header': head(`GET ${TARGET} HTTP/1.1`, 'Host: localhost', 'X: a', ' b'),
  'a header without colon': head(`GET ${TARGET} HTTP/1.1`, 'Host: localhost', 'nonsense'),
  'a zero byte in a value': head(`GET ${TARGET} HTTP/1.1`, 'Host: localhost', 'X: a\0b'),
  'Content-Length and Transfer-Encoding': `${head(`POST ${TARGET} HTTP/1.1`, 'Host: localhost', 'Content-Length: 2', 'Transfer-Encoding: chunked')}0\r\n\r\n`,
  'two Content-Lengths': `${head(`POST ${TARGET} HTTP/1.1`, 'Host: localhost', 'Content-Length: 2', 'Content-Length: 3')}40`,
  'a Content-Length that is none': head(`POST ${TARGET} HTTP/1.1`, 'Host: localhost', 'Content-Length: abc'),
  'a negative Content-Length': head(`POST ${TARGET} HTTP/1.1`, 'Host: localhost', 'Content-Length: -1'),
  'an unknown transfer coding': head(`POST ${TARGET} HTTP/1.1`, 'Host: localhost', 'Transfer-Encoding: gzip'),
  'TLS': Buffer.from('160301002f010000', 'hex'),
  'a header of 20,000 bytes': head(`GET ${TARGET} HTTP/1.1`, 'Host: localhost', `X: ${'x'.repeat(20_000)}`),
};

export const http = conversations('socketio', 'HTTP', {
  ...each(FINE, async (c, bytes) => {
    const connection = c.http();
    connection.send(bytes);
    await connection.answer();
  }),
  ...each(WRONG, async (c, bytes) => {
    const connection = c.http();
    connection.send(bytes);
    await connection.answer();
  }),

  'a malformed chunk': async (c) => {
    const polling = await c.polling();
    await polling.hold();
    const connection = c.http();
    connection.request('POST', polling.target(), { 'Content-Length': null, 'Transfer-Encoding': 'chunked' });
    connection.send('zz\r\n40\r\n0\r\n\r\n');
    await connection.answer();
    await polling.gets.answer();
  },
  'two requests in one segment': async (c) => {
    const connection = c.http();
    const one = head(`GET ${TARGET} HTTP/1.1`, 'Host: localhost');
    connection.send(one + one);
    await connection.answer();
    await connection.answer();
  },
  'two POSTs in one segment': async (c) => {
    const polling = await c.pollingConnected();
    const connection = c.http();
    const one = `${head(`POST ${polling.target()} HTTP/1.1`, 'Host: localhost', 'Content-Length: 15')}42["message",1]`;
    connection.send(one + one);
    await connection.answer();
    await connection.answer();
    await polling.packets(2);
  },
  'two POSTs in two segments, the first not answered yet': async (c) => {
    const polling = await c.pollingConnected();
    const connection = c.http();
    const one = `${head(`POST ${polling.target()} HTTP/1.1`, 'Host: localhost', 'Content-Length: 15')}42["message",1]`;
    connection.send(one.slice(0, -1));
    await c.settled();
    connection.send(one.slice(-1) + one);
    await connection.answer();
    await connection.answer();
    await polling.packets(2);
  },
  'a request behind a held poll': async (c) => {
    const polling = await c.pollingConnected();
    polling.gets.request('GET', polling.target()).request('GET', c.target('EIO=4&transport=abc'));
    await c.settled();
    await polling.say('42["message",1]');
    await polling.gets.answer();
    await polling.gets.answer();
  },
  'a POST and its poll in one segment': async (c) => {
    const polling = await c.polling();
    const connection = c.http();
    connection.send(`${head(`POST ${polling.target()} HTTP/1.1`, 'Host: localhost', 'Content-Length: 12')}40/custom,{}${head(`GET ${polling.target()} HTTP/1.1`, 'Host: localhost')}`);
    await connection.answer();
    const { body } = await connection.answer({ quiet: true });
    connection.note(`< ${body.startsWith('40/custom,{"sid"')}`);
  },
  'byte by byte': async (c) => {
    const connection = c.http();
    await connection.trickle(head(`GET ${TARGET} HTTP/1.1`, 'Host: localhost'));
    await connection.answer();
  },
  'a client that half-closes after its request': async (c) => {
    const connection = c.http();
    connection.send(head(`GET ${TARGET} HTTP/1.1`, 'Host: localhost')).finish();
    await connection.answer();
    await connection.closed();
  },
  'a client that half-closes while its poll is held': async (c) => {
    const polling = await c.polling();
    const witness = await polling.witness();
    await polling.hold();
    polling.gets.finish();
    await witness.closed();
    await polling.say('40');
    await polling.gets.answer();
  },
  'sessions share a connection': async (c) => {
    const [one, two] = [await c.polling(), await c.polling()];
    const connection = c.http();
    await connection.request('POST', one.target(), {}, '40').answer();
    await connection.request('POST', two.target(), {}, '40/custom,').answer();
    await one.packets(2);
    await two.packets(2);
  },
  'the client bundle': (c) => c.http().request('GET', '/socket.io/socket.io.js').answer(),
  'the smaller client bundle and a query': (c) => c.http().request('GET', '/socket.io/socket.io.min.js?v=1').answer(),
  'the client module': (c) => c.http().request('GET', '/socket.io/socket.io.esm.min.js').answer(),
  'the map of the client': (c) => c.http().request('GET', '/socket.io/socket.io.js.map').answer(),
  'the client bundle is not newer': (c) => c.http().request('GET', '/socket.io/socket.io.js', { 'If-None-Match': '"4.8.4"' }).answer(),
  'the client bundle by a weak tag': (c) => c.http().request('GET', '/socket.io/socket.io.js', { 'If-None-Match': 'W/"4.8.4"' }).answer(),
  'the client bundle by another tag': (c) => c.http().request('GET', '/socket.io/socket.io.js', { 'If-None-Match': '"1.0.0"' }).answer(),
  'a file that is not there': (c) => c.http().request('GET', '/socket.io/socket.io.abc.js').answer(),
  'the client bundle where gzip is accepted': (c) => c.http().request('GET', '/socket.io/socket.io.js', { 'Accept-Encoding': 'gzip' }).answer(),
  'the client with another parser': (c) => c.http().request('HEAD', '/socket.io/socket.io.msgpack.min.js').answer({ head: true }),
  'POST to the client bundle': (c) => c.http().request('POST', '/socket.io/socket.io.js').answer(),
  'a WebSocket handshake for the client bundle': async (c) => {
    const connection = c.http();
    await connection.request('GET', '/socket.io/socket.io.js', UPGRADE).answer();
    await connection.closed(1_000);
  },
  'HEAD of the client bundle': (c) => c.http().request('HEAD', '/socket.io/socket.io.js').answer({ head: true }),
});
