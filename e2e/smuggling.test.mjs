// What could be one request to a proxy and another to the server (RFC 9112, 11.2): it is refused once, the connection is closed,
// and nothing of what follows is taken for a request. On a socket of its own, whole and cut into single bytes.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { Raw } from './lib/raw.mjs';
import { serve } from './lib/server.mjs';
import { KEY } from './lib/token.mjs';
import { until } from './lib/wait.mjs';

const server = await serve({ after });
const HIDDEN = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';
const api = (fields, body = '') => `POST /api/socket/events HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${KEY}\r\nContent-Type: application/json\r\n${fields}\r\n\r\n${body}`;
const get = (fields) => `GET /healthz HTTP/1.1\r\n${fields}\r\n\r\n`;
const CHUNKED = 'Transfer-Encoding: chunked';

const REFUSED = [
  { name: '6.1 Content-Length and chunked', text: api(`Content-Length: 5\r\n${CHUNKED}`, '0\r\n\r\n') },
  { name: '6.1 chunked and Content-Length', text: api(`${CHUNKED}\r\nContent-Length: 5`, '0\r\n\r\n') },
  { name: '6.1 chunked in HTTP/1.0', text: api(CHUNKED, '0\r\n\r\n').replace('HTTP/1.1', 'HTTP/1.0') },
  { name: '6.1 a coding that is unknown', text: `${get('Host: x\r\nTransfer-Encoding: gzip, chunked')}0\r\n\r\n`, status: 501 },
  { name: '6.1 chunked twice', text: api(`${CHUNKED}\r\n${CHUNKED}`, '0\r\n\r\n') },
  { name: '6.3 chunked is not last', text: api('Transfer-Encoding: chunked, identity', '0\r\n\r\n') },
  { name: '6.3 a coding that only looks like chunked', text: api('Transfer-Encoding: xchunked', '0\r\n\r\n') },
  { name: '6.1 a coding in quotes', text: api('Transfer-Encoding: "chunked"', '0\r\n\r\n') },
  { name: '5.1 a blank before the colon', text: api('Transfer-Encoding : chunked', '0\r\n\r\n') },
  { name: '5.1 a tab before the colon', text: api('Content-Length\t: 5', '0\r\n\r\n') },
  { name: '5 a vertical tab before the value', text: api('Transfer-Encoding:\x0bchunked', '0\r\n\r\n') },
  { name: '5 NUL in a name', text: api('Transfer\0-Encoding: chunked', '0\r\n\r\n') },
  { name: '5.2 a folded line', text: api('Transfer-Encoding:\r\n chunked', '0\r\n\r\n') },
  { name: '2.2 whitespace before the first field', text: 'GET /healthz HTTP/1.1\r\n Host: x\r\n\r\n' },
  { name: '2.2 bare LF ends a line', text: api('X: y\nContent-Length: 5', 'hello') },
  { name: '2.2 bare LF ends the head', text: 'GET /healthz HTTP/1.1\r\nHost: x\n\n' },
  { name: '2.2 bare CR ends a line', text: api('X: y\rContent-Length: 5', 'hello') },
  { name: '2.2 CR before CR LF', text: api('Content-Length: 5\r', 'hello') },
  { name: '6.3 lengths that differ', text: api('Content-Length: 0\r\nContent-Length: 5', 'hello') },
  { name: '6.3 a list of lengths', text: api('Content-Length: 5, 5', 'hello') },
  { name: '9110 8.6 a sign before the length', text: api('Content-Length: +5', 'hello') },
  { name: '9110 8.6 a negative length', text: api('Content-Length: -1') },
  { name: '9110 8.6 a hexadecimal length', text: api('Content-Length: 0x5', 'hello') },
  { name: '9110 8.6 an empty length', text: api('Content-Length:') },
  { name: '9110 8.6 a length beyond 64 bits', text: api('Content-Length: 18446744073709551621', 'hello'), status: 413 },
  { name: '9110 8.6 a blank in the length', text: api('Content-Length: 5 5', 'hello') },
  { name: '3.2 no Host', text: 'GET /healthz HTTP/1.1\r\n\r\n' },
  { name: '3.2 two Hosts', text: get('Host: x\r\nHost: y') },
  { name: '3.2 a Host that is no host', text: get('Host: x/y') },
  { name: '3 two blanks in the request line', text: 'GET  /healthz HTTP/1.1\r\nHost: x\r\n\r\n' },
  { name: '3 a blank in the target', text: 'GET /heal thz HTTP/1.1\r\nHost: x\r\n\r\n' },
  { name: '2.3 another version', text: 'GET /healthz HTTP/1.2\r\nHost: x\r\n\r\n', status: 505 },
  { name: '9113 3.4 the preface of HTTP/2', text: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', status: 400 },
  { name: '7.1 a chunk size with a sign', text: api(CHUNKED, '+1\r\nx\r\n0\r\n\r\n') },
  { name: '7.1 a chunk size with a prefix', text: api(CHUNKED, '0x1\r\nx\r\n0\r\n\r\n') },
  { name: '7.1 a chunk size beyond 64 bits', text: api(CHUNKED, '10000000000000001\r\nx\r\n0\r\n\r\n') },
  { name: '7.1 an empty chunk size', text: api(CHUNKED, '\r\n\r\n') },
  { name: '7.1 a blank after a chunk size', text: api(CHUNKED, '1 \r\nx\r\n0\r\n\r\n') },
  { name: '7.1 bare LF after a chunk size', text: api(CHUNKED, '1\nx\r\n0\r\n\r\n') },
  { name: '7.1 bare LF after a chunk', text: api(CHUNKED, '1\r\nx\n0\r\n\r\n') },
  { name: '7.1 a chunk longer than its size', text: api(CHUNKED, '1\r\nxyz\r\n0\r\n\r\n') },
  { name: '7.1.1 bare LF in an extension', text: api(CHUNKED, '1;a\nb\r\nx\r\n0\r\n\r\n') },
  { name: '7.1.2 a folded trailer', text: api(CHUNKED, '0\r\nA: b\r\n c\r\n\r\n') },
  { name: '7.1.2 bare LF after a trailer', text: api(CHUNKED, '0\r\nA: b\n\r\n') },
  { name: '3.2.3 CONNECT', text: 'CONNECT x:80 HTTP/1.1\r\nHost: x:80\r\n\r\n', status: 501 },
  { name: '9.3 behind a request of HTTP/1.0', text: 'GET /healthz HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\n\r\n', status: 200 },
  { name: '9.6 behind Connection: close', text: get('Host: x\r\nConnection: close'), status: 200 },
  { name: '9110 10.1.1 an expectation that nobody can meet', text: get('Host: x\r\nExpect: 200-ok'), status: 417 },
];

// Odd, and right: both requests are answered.
const TAKEN = [
  { name: '7.1.1 extensions are ignored', text: api(CHUNKED, '2;a=b;c="d;e"\r\n{}\r\n0;f\r\n\r\n'), status: 400 },
  { name: '7.1.2 a trailer is dropped, and sets no framing', text: api(CHUNKED, '2\r\n{}\r\n0\r\nContent-Length: 100\r\nTransfer-Encoding: x\r\n\r\n'), status: 400 },
  { name: '6.3 the same length twice', text: api('Content-Length: 2\r\nContent-Length: 2', '{}'), status: 400 },
  { name: '7 chunked in capitals', text: api('TRANSFER-ENCODING: CHUNKED', '2\r\n{}\r\n0\r\n\r\n'), status: 400 },
  { name: '7.1 a body that looks like a request', text: api('Content-Length: 34', HIDDEN + ' '.repeat(34 - HIDDEN.length)), status: 400 },
  { name: '6.3 GET with a body', text: get('Host: x\r\nContent-Length: 34') + HIDDEN + ' '.repeat(34 - HIDDEN.length), status: 200 },
  { name: '2.2 an empty line before the request', text: `\r\n${get('Host: x')}`, status: 200 },
  { name: '9.3.2 requests in one segment are answered in order', text: 'GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n', status: 404 },
  { name: '3.2.2 absolute-form', text: 'GET http://other/healthz HTTP/1.1\r\nHost: x\r\n\r\n', status: 200 },
];

/** Sends the text, in one piece or a byte at a time. */
async function say(t, text, step) {
  const raw = new Raw(t, server);
  await raw.open;
  raw.socket.setNoDelay(true);
  const bytes = Buffer.from(text, 'latin1');
  for (let i = 0; i < bytes.length && !raw.closed; i += step) {
    raw.send(bytes.subarray(i, i + step));
    if (step < bytes.length) await new Promise((resolve) => setImmediate(resolve));
  }
  return raw;
}

for (const [how, step] of [['whole', Infinity], ['in single bytes', 1]]) {
  describe(`refused, and the connection is closed: ${how}`, { concurrency: 8 }, () => {
    for (const { name, text, status = 400 } of REFUSED) {
      test(name, async (t) => {
        const raw = await say(t, text + HIDDEN, Math.min(step, text.length + HIDDEN.length));
        await until(() => raw.closed, 'the server closes');
        assert.equal(raw.answers.length, 1, raw.text);
        const [{ status: got, headers, body }] = raw.answers;
        assert.equal(got, status, body);
        assert.equal(headers.connection, 'close');
        if (text.includes(' /api')) assert.equal(JSON.parse(body).status, 'error');
      });
    }
  });
  describe(`taken, and so is the next request: ${how}`, { concurrency: 8 }, () => {
    for (const { name, text, status } of TAKEN) {
      test(name, async (t) => {
        const raw = await say(t, text + HIDDEN, Math.min(step, text.length + HIDDEN.length));
        assert.equal((await raw.answer(1)).status, status);
        assert.equal((await raw.answer(2)).status, 200);
        assert.equal(raw.answers.length, 2);
        assert.equal(raw.closed, false);
      });
    }
  });
}
