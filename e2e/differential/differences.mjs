// The intended differences between the official server and ours, each with its reason.
// A difference that is not here fails; so does one that is here and does not occur any more.

/** Rewritten wherever they occur: [pattern, replacement] on one side, so that both sides are alike. */
export const EVERYWHERE = [
  {
    reason: 'Keep-alive is the default of HTTP/1.1 and need not be said; ours keeps idle connections 75 s, above the idle time of proxies, not 5 s.',
    official: [/^\d+ < {3}(connection: keep-alive|keep-alive: timeout=5)$/, null],
  },
  {
    reason: 'Node sends answers of unknown length in chunks; ours knows every length. The body is the same.',
    official: [/\(chunked\)$/, '(length)'],
  },
  {
    reason: 'RFC 9110, section 9.3.2: the answer to HEAD may tell the length that GET would send.',
    ours: [/\(HEAD, content-length: \d+\)$/, '(HEAD)'],
  },
  {
    reason: 'RFC 9110, section 15.5.14 gives 413 another phrase now; clients read the number.',
    official: [/413 Payload Too Large$/, '413 Content Too Large'],
  },
  {
    reason: 'A close frame of ours says in words what was wrong, which RFC 6455, section 7.1.6 allows.',
    ours: [/ (close 1002|close 1007|close 1009) .+$/, ' $1'],
  },
];

const refusedWhileStopping = {
  official: [
    '3 < close',
    '4 < end without an answer',
  ],
  ours: [
    '3 < close 1001',
    '4 < HTTP/1.1 503 Service Unavailable',
    '4 <   access-control-allow-credentials: true',
    '4 <   connection: close',
    '4 <   content-type: application/json',
    '4 <   retry-after: 5',
    '4 <   vary: Origin',
    '4 <   (length)',
    '4 < {"status":"error","code":"stopping","message":"the node is stopping. Try again in 5 s."}',
  ],
};

const anotherVersion = {
  official: [
    '1 < HTTP/1.1 400 Bad Request',
    '1 <   connection: close',
    '1 <   sec-websocket-version: 13, 8',
  ],
  ours: [
    '1 < HTTP/1.1 426 Upgrade Required',
    '1 <   connection: close, Upgrade',
    '1 <   sec-websocket-version: 13',
    '1 <   upgrade: websocket',
  ],
};

/** By conversation: the lines that only one of the two has. */
export const CONVERSATIONS = [
  {
    reason: 'JSONP is for browsers that know no CORS; there are none left that a client supports. A poll is answered as any other.',
    conversations: {
      'handshake: JSONP': {
        official: [
          '1 < ___eio[0]("0{\\"sid\\":\\"<id>\\",\\"upgrades\\":[\\"websocket\\"],\\"pingInterval\\":60000,\\"pingTimeout\\":60000,\\"maxPayload\\":100000}");',
        ],
        ours: [
          '1 < 0{"sid":"<id>","upgrades":["websocket"],"pingInterval":60000,"pingTimeout":60000,"maxPayload":100000}',
        ],
      },
    },
  },
  {
    reason: 'RFC 9112 has a server refuse these; Node lets them pass, and two readers of one request are how requests are smuggled.',
    conversations: {
      'handshake: a fragment': {
        official: [
          '1 < HTTP/1.1 200 OK',
          '1 <   access-control-allow-credentials: true',
          '1 <   cache-control: no-store',
          '1 <   vary: Origin',
          '1 < 0{"sid":"<id>","upgrades":["websocket"],"pingInterval":60000,"pingTimeout":60000,"maxPayload":100000}',
        ],
        ours: [
          '1 < HTTP/1.1 400 Bad Request',
          '1 <   connection: close',
          '1 < The request target is empty or has a byte that must be percent-encoded, or no version follows it.\n',
        ],
      },
      'HTTP: two Hosts': {
        official: [
          '1 < HTTP/1.1 200 OK',
          '1 <   access-control-allow-credentials: true',
          '1 <   cache-control: no-store',
          '1 <   vary: Origin',
          '1 < 0{"sid":"<id>","upgrades":["websocket"],"pingInterval":60000,"pingTimeout":60000,"maxPayload":100000}',
        ],
        ours: [
          '1 < HTTP/1.1 400 Bad Request',
          '1 <   connection: close',
          '1 < There is more than one Host header; there must be exactly one.\n',
        ],
      },
      'HTTP: no version': {
        official: [
          '1 < HTTP/1.1 200 OK',
          '1 <   access-control-allow-credentials: true',
          '1 <   cache-control: no-store',
          '1 <   vary: Origin',
          '1 < 0{"sid":"<id>","upgrades":["websocket"],"pingInterval":60000,"pingTimeout":60000,"maxPayload":100000}',
        ],
        ours: [
          '1 < HTTP/1.1 400 Bad Request',
          '1 < The request target is empty or has a byte that must be percent-encoded, or no version follows it.\n',
        ],
      },
      'HTTP: HTTP/2.0': {
        official: [
          '1 < HTTP/1.1 200 OK',
          '1 <   access-control-allow-credentials: true',
          '1 <   cache-control: no-store',
          '1 <   vary: Origin',
          '1 < 0{"sid":"<id>","upgrades":["websocket"],"pingInterval":60000,"pingTimeout":60000,"maxPayload":100000}',
        ],
        ours: [
          '1 < HTTP/1.1 505 HTTP Version Not Supported',
          '1 < Only HTTP/1.1 and HTTP/1.0 are spoken here.\n',
        ],
      },
    },
  },
  {
    reason: 'A handshake that is refused gets a status that a client can read, never a 101 with an HTTP answer or a close frame behind it.',
    conversations: {
      'handshake: WebSocket with EIO 3': {
        official: [
          '1 < HTTP/1.1 101 Switching Protocols',
          '1 <   access-control-allow-credentials: true',
          '1 <   connection: Upgrade',
          '1 <   sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
          '1 <   upgrade: websocket',
          '1 <   vary: Origin',
          '1 <   (none)',
          '1 < close 21584 /1.1 400 Bad Request\u000d\nConnection: close\u000d\nContent-type: text/html\u000d\nContent-Length: (first byte 48)',
        ],
        ours: [
          '1 < HTTP/1.1 400 Bad Request',
          '1 <   connection: close',
          '1 <   content-type: text/html',
          '1 <   (length)',
          '1 < Unsupported protocol version',
          '1 < end',
        ],
      },
      'handshake: WebSocket without EIO': {
        official: [
          '1 < HTTP/1.1 101 Switching Protocols',
          '1 <   access-control-allow-credentials: true',
          '1 <   connection: Upgrade',
          '1 <   sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
          '1 <   upgrade: websocket',
          '1 <   vary: Origin',
          '1 <   (none)',
          '1 < close 21584 /1.1 400 Bad Request\u000d\nConnection: close\u000d\nContent-type: text/html\u000d\nContent-Length: (first byte 48)',
        ],
        ours: [
          '1 < HTTP/1.1 400 Bad Request',
          '1 <   connection: close',
          '1 <   content-type: text/html',
          '1 <   (length)',
          '1 < Unsupported protocol version',
          '1 < end',
        ],
      },
      'handshake: WebSocket with transport polling': {
        official: [
          '1 < HTTP/1.1 101 Switching Protocols',
          '1 <   access-control-allow-credentials: true',
          '1 <   connection: Upgrade',
          '1 <   sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
          '1 <   upgrade: websocket',
          '1 <   vary: Origin',
          '1 <   (none)',
          '1 < close',
        ],
        ours: [
          '1 < HTTP/1.1 400 Bad Request',
          '1 <   connection: close',
          '1 <   content-type: text/html',
          '1 <   (length)',
          '1 < Bad request',
          '1 < end',
        ],
      },
    },
  },
  {
    reason: 'RFC 6455, section 4.2.2: 426 with the version that is spoken; RFC 9110, sections 7.8 and 15.5.22: with the protocol too. Version 8 was a draft, and section 4.1 has the version without leading zeros.',
    conversations: {
      'handshake: WebSocket version 12': anotherVersion,
      'handshake: WebSocket with a list of versions': anotherVersion,
      'handshake: WebSocket with two versions': anotherVersion,
      'handshake: WebSocket with two versions that differ': anotherVersion,
      'handshake: WebSocket version 8': {
        official: [
          '1 < HTTP/1.1 101 Switching Protocols',
          '1 <   access-control-allow-credentials: true',
          '1 <   connection: Upgrade',
          '1 <   sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
          '1 <   vary: Origin',
          '1 <   (none)',
          '1 < text 0{"sid":"<id>","upgrades":[],"pingInterval":60000,"pingTimeout":60000,"maxPayload":100000}',
        ],
        ours: [
          '1 < HTTP/1.1 426 Upgrade Required',
          '1 <   connection: close, Upgrade',
          '1 <   content-type: text/html',
          '1 <   sec-websocket-version: 13',
          '1 <   (length)',
          '1 < Missing or invalid Sec-WebSocket-Version header',
          '1 < end',
        ],
      },
      'handshake: WebSocket without version': anotherVersion,
      'handshake: WebSocket with a zero before the version': {
        official: [
          '1 < HTTP/1.1 101 Switching Protocols',
          '1 <   access-control-allow-credentials: true',
          '1 <   connection: Upgrade',
          '1 <   sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
          '1 <   vary: Origin',
          '1 <   (none)',
          '1 < text 0{"sid":"<id>","upgrades":[],"pingInterval":60000,"pingTimeout":60000,"maxPayload":100000}',
        ],
        ours: [
          '1 < HTTP/1.1 426 Upgrade Required',
          '1 <   connection: close, Upgrade',
          '1 <   content-type: text/html',
          '1 <   sec-websocket-version: 13',
          '1 <   (length)',
          '1 < Missing or invalid Sec-WebSocket-Version header',
          '1 < end',
        ],
      },
    },
  },
  {
    reason: 'Subprotocols are compared with each other, so there are at most 32.',
    conversations: {
      'handshake: WebSocket with forty subprotocols': {
        official: [
          '1 < HTTP/1.1 101 Switching Protocols',
          '1 <   access-control-allow-credentials: true',
          '1 <   connection: Upgrade',
          '1 <   sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
          '1 <   sec-websocket-protocol: p0',
          '1 <   upgrade: websocket',
          '1 <   vary: Origin',
          '1 <   (none)',
          '1 < text 0{"sid":"<id>","upgrades":[],"pingInterval":60000,"pingTimeout":60000,"maxPayload":100000}',
        ],
        ours: [
          '1 < HTTP/1.1 400 Bad Request',
          '1 <   connection: close',
          '1 <   content-type: text/html',
          '1 <   (length)',
          '1 < Invalid Sec-WebSocket-Protocol header',
          '1 < end',
        ],
      },
    },
  },
  {
    reason: 'Every request is answered; the official server drops this one.',
    conversations: {
      'handshake: WebSocket by OPTIONS': {
        official: [
          '1 < end without an answer',
        ],
        ours: [
          '1 < HTTP/1.1 400 Bad Request',
          '1 <   connection: close',
          '1 <   content-type: text/html',
          '1 <   (length)',
          '1 < Bad handshake method',
        ],
      },
    },
  },
  {
    reason: 'A page has one origin (RFC 6454, section 7.3): of two the first counts, and no list is echoed.',
    conversations: {
      'CORS: a handshake with two origins': {
        official: [
          '1 <   access-control-allow-origin: https://a.example, https://b.example',
        ],
        ours: [
          '1 <   access-control-allow-origin: https://a.example',
        ],
      },
    },
  },
  {
    reason: 'RFC 9112, section 9.3.2: requests of one connection are answered in order, so the second is read when the first is answered and overlaps with none. Clients do not pipeline.',
    conversations: {
      'polling: a second GET behind the first in one segment': {
        official: [
          '1 < 1',
          '2 < 400',
        ],
        ours: [
          '1 < 40{"sid":"<id>"}\x1e42["auth",{}]',
          '2 < 200',
        ],
      },
    },
  },
  {
    reason: 'What follows a handshake is read as frames, so one with a body is refused.',
    conversations: {
      'handshake: WebSocket with a body': {
        official: [
          '2 < HTTP/1.1 101 Switching Protocols',
          '2 <   access-control-allow-credentials: true',
          '2 <   connection: Upgrade',
          '2 <   sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
          '2 <   upgrade: websocket',
          '2 <   vary: Origin',
          '2 <   (none)',
          '2 < text 0{"sid":"<id>","upgrades":[],"pingInterval":60000,"pingTimeout":60000,"maxPayload":100000}',
        ],
        ours: [
          '2 < HTTP/1.1 400 Bad Request',
          '2 <   connection: close',
          '2 <   content-type: text/html',
          '2 <   (length)',
          '2 < A handshake has no body',
        ],
      },
    },
  },
  {
    reason: 'A body that is too large is not read to its end: it is answered at once and the connection closes.',
    conversations: {
      'CORS: a post over the limit': {
        official: [],
        ours: [
          '2 <   connection: close',
        ],
      },
      'polling: a body over maxPayload': {
        official: [],
        ours: [
          '2 <   connection: close',
        ],
      },
      'polling: a chunked body one byte over maxPayload': {
        official: [],
        ours: [
          '3 <   connection: close',
        ],
      },
      'polling: a chunked body over maxPayload': {
        official: [],
        ours: [
          '3 <   connection: close',
        ],
      },
    },
  },
  {
    reason: 'Keep-alive is not offered to HTTP/1.0: no client of today needs it.',
    conversations: {
      'HTTP: HTTP/1.0 with keep-alive': {
        official: [],
        ours: [
          '1 <   connection: close',
        ],
      },
    },
  },
  {
    reason: 'RFC 9112, section 3.2.2: a server must accept the absolute form.',
    conversations: {
      'HTTP: the absolute form': {
        official: [
          '1 < HTTP/1.1 404 Not Found',
        ],
        ours: [
          '1 < HTTP/1.1 200 OK',
          '1 <   access-control-allow-credentials: true',
          '1 <   cache-control: no-store',
          '1 <   content-type: text/plain; charset=UTF-8',
          '1 <   vary: Origin',
          '1 < 0{"sid":"<id>","upgrades":["websocket"],"pingInterval":60000,"pingTimeout":60000,"maxPayload":100000}',
        ],
      },
    },
  },
  {
    reason: 'Both refuse and close; ours says in words why.',
    conversations: {
      'HTTP: no Host': {
        official: [],
        ours: [
          '1 <   content-type: text/plain; charset=UTF-8',
          '1 < The Host header is missing; HTTP/1.1 requires it.\n',
        ],
      },
      'HTTP: a version that is none': {
        official: [
          '1 <   (close)',
        ],
        ours: [
          '1 <   content-type: text/plain; charset=UTF-8',
          '1 <   (length)',
          '1 < The request line must end in HTTP/1.1 or HTTP/1.0, in capitals, after a single space.\n',
        ],
      },
      'HTTP: a space before the colon': {
        official: [
          '1 <   (close)',
        ],
        ours: [
          '1 <   content-type: text/plain; charset=UTF-8',
          '1 <   (length)',
          '1 < There is whitespace between a header\'s name and its colon; the colon must follow at once.\n',
        ],
      },
      'HTTP: a folded header': {
        official: [
          '1 <   (close)',
        ],
        ours: [
          '1 <   content-type: text/plain; charset=UTF-8',
          '1 <   (length)',
          '1 < A header line starts with whitespace. Folded headers are obsolete: send each on one line.\n',
        ],
      },
      'HTTP: a header without colon': {
        official: [
          '1 <   (close)',
        ],
        ours: [
          '1 <   content-type: text/plain; charset=UTF-8',
          '1 <   (length)',
          '1 < A header\'s name is empty or has a character that names cannot have, or its colon is missing.\n',
        ],
      },
      'HTTP: a zero byte in a value': {
        official: [
          '1 <   (close)',
        ],
        ours: [
          '1 <   content-type: text/plain; charset=UTF-8',
          '1 <   (length)',
          '1 < A header\'s value has a control character.\n',
        ],
      },
      'HTTP: Content-Length and Transfer-Encoding': {
        official: [
          '1 <   (close)',
        ],
        ours: [
          '1 <   content-type: text/plain; charset=UTF-8',
          '1 <   (length)',
          '1 < The request has both Content-Length and Transfer-Encoding; send one of them.\n',
        ],
      },
      'HTTP: two Content-Lengths': {
        official: [
          '1 <   (close)',
        ],
        ours: [
          '1 <   content-type: text/plain; charset=UTF-8',
          '1 <   (length)',
          '1 < There are several Content-Length headers and they differ; send one.\n',
        ],
      },
      'HTTP: a Content-Length that is none': {
        official: [
          '1 <   (close)',
        ],
        ours: [
          '1 <   content-type: text/plain; charset=UTF-8',
          '1 <   (length)',
          '1 < Content-Length must be one decimal number, digits only.\n',
        ],
      },
      'HTTP: a negative Content-Length': {
        official: [
          '1 <   (close)',
        ],
        ours: [
          '1 <   content-type: text/plain; charset=UTF-8',
          '1 <   (length)',
          '1 < Content-Length must be one decimal number, digits only.\n',
        ],
      },
      'HTTP: an unknown transfer coding': {
        official: [
          '1 <   (close)',
        ],
        ours: [
          '1 <   content-type: text/plain; charset=UTF-8',
          '1 <   (length)',
          '1 < Transfer-Encoding does not end in chunked, so the body would have no end; its value must be chunked.\n',
        ],
      },
      'HTTP: TLS': {
        official: [
          '1 <   (close)',
        ],
        ours: [
          '1 <   content-type: text/plain; charset=UTF-8',
          '1 <   (length)',
          '1 < The request line does not start with a method and a single space. Is this plain HTTP/1.1?\n',
        ],
      },
      'HTTP: a header of 20,000 bytes': {
        official: [
          '1 <   (close)',
        ],
        ours: [
          '1 <   content-type: text/plain; charset=UTF-8',
          '1 <   (length)',
          '1 < The request\'s head is larger than 16384 bytes. Large cookies are the usual cause.\n',
        ],
      },
      'HTTP: a malformed chunk': {
        official: [
          '3 <   (close)',
        ],
        ours: [
          '3 <   access-control-allow-credentials: true',
          '3 <   vary: Origin',
          '3 <   (length)',
        ],
      },
    },
  },
  {
    reason: 'A method that nobody knows is well-formed HTTP: the endpoint refuses it as any other than GET and POST.',
    conversations: {
      'HTTP: an unknown method': {
        official: [
          '1 <   connection: close',
          '1 <   (close)',
        ],
        ours: [
          '1 <   access-control-allow-credentials: true',
          '1 <   content-type: application/json',
          '1 <   vary: Origin',
          '1 <   (length)',
          '1 < {"code":2,"message":"Bad handshake method"}',
        ],
      },
      'HTTP: a method in small letters': {
        official: [
          '1 <   connection: close',
          '1 <   (close)',
        ],
        ours: [
          '1 <   access-control-allow-credentials: true',
          '1 <   content-type: application/json',
          '1 <   vary: Origin',
          '1 <   (length)',
          '1 < {"code":2,"message":"Bad handshake method"}',
        ],
      },
    },
  },
  {
    reason: 'RFC 9110, section 15.4.5: a 304 carries the ETag and Cache-Control that a 200 would.',
    conversations: {
      'HTTP: the client bundle is not newer': {
        official: [],
        ours: [
          '1 <   cache-control: public, max-age=0',
          '1 <   etag: "4.8.4"',
        ],
      },
      'HTTP: the client bundle by a weak tag': {
        official: [],
        ours: [
          '1 <   cache-control: public, max-age=0',
          '1 <   etag: "4.8.4"',
        ],
      },
    },
  },
  {
    reason: 'An answer to a poll carries 64 KiB, or one packet, so that nobody keeps a shard for long; the rest comes with the next polls.',
    conversations: {
      'polling: more than 64 KiB wait': {
        official: [
          '1 < 42["message-back","xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"] (120065 characters, hash -417616057)',
        ],
        ours: [
          '1 < 42["message-back","xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"] (40021 characters, hash -1909157567)',
        ],
      },
    },
  },
  {
    reason: 'X-XSS-Protection was for a browser that no client supports any more.',
    conversations: {
      'polling: an old Internet Explorer': {
        official: [
          '1 <   x-xss-protection: 0',
        ],
        ours: [],
      },
    },
  },
  {
    reason: 'Text that is not UTF-8 ends the session. Node puts U+FFFD in its place, so that something else arrives than was sent.',
    conversations: {
      'polling: text that is not UTF-8': {
        official: [
          '1 < 42["message-back","�"]',
        ],
        ours: [
          '1 < 6',
          '1 < 1',
        ],
      },
      'Engine.IO: polling: text that is not UTF-8': {
        official: [
          '1 < 4a�b',
        ],
        ours: [
          '1 < 400 {"code":1,"message":"Session ID unknown"}',
        ],
      },
    },
  },
  {
    reason: 'No gzip of polling bodies: it would be done for each client and undo the frame that is prepared once.',
    conversations: {
      'polling: a large answer where gzip is accepted': {
        official: [
          '1 <   content-encoding: gzip',
        ],
        ours: [],
      },
    },
  },
  {
    reason: 'The bundle is kept as it is, once: who serves it to many has it compressed by the proxy, or from a CDN.',
    conversations: {
      'HTTP: the client bundle where gzip is accepted': {
        official: [
          '1 <   content-encoding: gzip',
        ],
        ours: [],
      },
    },
  },
  {
    reason: 'The bundle with the msgpack parser speaks to a server with that parser, which this is not.',
    conversations: {
      'HTTP: the client with another parser': {
        official: [
          '1 < HTTP/1.1 200 OK',
          '1 <   cache-control: public, max-age=0',
          '1 <   content-type: application/javascript; charset=utf-8',
          '1 <   etag: "4.8.4"',
        ],
        ours: [
          '1 < HTTP/1.1 400 Bad Request',
          '1 <   content-type: application/json',
        ],
      },
    },
  },
  {
    reason: 'A close packet closes over WebSocket too, as the protocol has it; the official server leaves the session to its ping time-out.',
    conversations: {
      'Engine.IO: WebSocket: the client sends a close packet': {
        official: [
          '1 > frame 8 2 bytes',
          '1 < close 1000',
        ],
        ours: [
          '1 < close',
        ],
      },
    },
  },
  {
    reason: 'A poll that the upgrade overtakes gets a NOOP: the session goes on, and a close packet would end a client that reads it.',
    conversations: {
      'upgrade: without a probe while a poll is held': {
        official: [
          '1 < 1',
        ],
        ours: [
          '1 < 6',
        ],
      },
    },
  },
  {
    reason: 'A session that began on WebSocket has nothing to upgrade to; the official server closes the second WebSocket only for sessions that were upgraded.',
    conversations: {
      'upgrade: a WebSocket with the sid of a WebSocket session': {
        official: [
          '2 < text 3probe',
          '2 open',
        ],
        ours: [
          '2 < close',
          '2 < end',
        ],
      },
    },
  },
  {
    reason: 'A POST that the upgrade overtakes is answered, not cut off; its packets are lost in both.',
    conversations: {
      'upgrade: a POST that is under way when the upgrade is finished': {
        official: [
          '2 < end without an answer',
        ],
        ours: [
          '2 < HTTP/1.1 400 Bad Request',
          '2 <   access-control-allow-credentials: true',
          '2 <   content-type: application/json',
          '2 <   vary: Origin',
          '2 <   (length)',
          '2 < {"code":3,"message":"Bad request"}',
        ],
      },
    },
  },
  {
    reason: 'The official server never answers this request; ours says that it is a bad one.',
    conversations: {
      'upgrade: a GET for transport=websocket with the sid of a WebSocket session': {
        official: [
          '2 ! answer: not within 1000 ms',
        ],
        ours: [
          '2 < HTTP/1.1 400 Bad Request',
          '2 <   access-control-allow-credentials: true',
          '2 <   content-type: application/json',
          '2 <   vary: Origin',
          '2 <   (length)',
          '2 < {"code":3,"message":"Bad request"}',
        ],
      },
    },
  },
  {
    reason: 'A session that the server has closed is not upgraded: its WebSocket is closed at once, without answering probes first.',
    conversations: {
      'close: a WebSocket for a session that the server is closing': {
        official: [
          '3 > 2probe',
          '3 < text 3probe',
        ],
        ours: [
          '3 > 2probe',
        ],
      },
    },
  },
  {
    reason: 'Packets take effect in the order in which they came. The official server puts CONNECT and events off to a later turn, so that packets of one payload overtake each other.',
    conversations: {
      'namespace: the same CONNECT twice in one payload': {
        official: [
          '1 < 40{"sid":"<id>"}\x1e42["auth",{}]\x1e40{"sid":"<id>"}\x1e42["auth",{}]',
        ],
        ours: [
          '1 < 40{"sid":"<id>"}\x1e42["auth",{}]',
        ],
      },
      'namespace: an event right behind its CONNECT': {
        official: [
          '1 < 6\x1e1',
        ],
        ours: [
          '1 < 40{"sid":"<id>"}\x1e42["auth",{}]\x1e42["message-back",1]',
        ],
      },
      'namespace: DISCONNECT and CONNECT in one payload': {
        official: [
          '1 < 6\x1e1',
        ],
        ours: [
          '1 < 40{"sid":"<id>"}\x1e42["auth",{}]',
        ],
      },
    },
  },
  {
    reason: 'What is relayed stays as it was written, byte for byte, placeholders and attachments with it; the official server parses and writes anew.',
    conversations: {
      'event: WebSocket, escapes': {
        official: [
          '1 < text 42["message-back","\\"\\\\/\\b\\f\\n\\r\\t"]',
        ],
        ours: [
          '1 < text 42["message-back","\\"\\\\\\/\\b\\f\\n\\r\\t"]',
        ],
      },
      'event: polling, escapes': {
        official: [
          '1 < 42["message-back","\\"\\\\/\\b\\f\\n\\r\\t"]',
        ],
        ours: [
          '1 < 42["message-back","\\"\\\\\\/\\b\\f\\n\\r\\t"]',
        ],
      },
      'event: as it was written: white space': {
        official: [
          '1 < text 42["message-back",{"a":1}]',
        ],
        ours: [
          '1 < text 42["message-back",{ "a" : 1 }]',
        ],
      },
      'event: as it was written: a fraction of zero': {
        official: [
          '1 < text 42["message-back",1]',
        ],
        ours: [
          '1 < text 42["message-back",1.0]',
        ],
      },
      'event: as it was written: a number beyond a double': {
        official: [
          '1 < text 42["message-back",12345678901234567000]',
        ],
        ours: [
          '1 < text 42["message-back",12345678901234567890]',
        ],
      },
      'event: as it was written: exponents': {
        official: [
          '1 < text 42["message-back",100]',
        ],
        ours: [
          '1 < text 42["message-back",1E2]',
        ],
      },
      'event: as it was written: a key twice': {
        official: [
          '1 < text 42["message-back",{"a":2}]',
        ],
        ours: [
          '1 < text 42["message-back",{"a":1,"a":2}]',
        ],
      },
      'event: as it was written: keys that are numbers': {
        official: [
          '1 < text 42["message-back",{"1":3,"2":2,"b":1}]',
        ],
        ours: [
          '1 < text 42["message-back",{"b":1,"2":2,"1":3}]',
        ],
      },
      'event: as it was written: escapes of plain characters': {
        official: [
          '1 < text 42["message-back","a/"]',
        ],
        ours: [
          '1 < text 42["message-back","\\u0061\\/"]',
        ],
      },
      'binary: as it was written: an attachment that two refer to': {
        official: [
          '1 < text 452-["message-back",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]',
          '1 < binary 00ff (2 bytes)',
        ],
        ours: [
          '1 < text 451-["message-back",{"_placeholder":true,"num":0},{"_placeholder":true,"num":0}]',
        ],
      },
      'binary: as it was written: an attachment that nothing refers to': {
        official: [
          '1 < text 451-["message-back",{"_placeholder":true,"num":0}]',
        ],
        ours: [
          '1 < text 452-["message-back",{"_placeholder":true,"num":0}]',
          '1 < binary 01ff (2 bytes)',
        ],
      },
      'binary: as it was written: attachments in another order': {
        official: [
          '1 < text 452-["message-back",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]',
          '1 < binary 01ff (2 bytes)',
        ],
        ours: [
          '1 < text 452-["message-back",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}]',
          '1 < binary 01ff (2 bytes)',
        ],
      },
      'binary: as it was written: no reference at all': {
        official: [
          '1 < text 42["message-back",1]',
        ],
        ours: [
          '1 < text 451-["message-back",1]',
          '1 < binary 00ff (2 bytes)',
        ],
      },
      'binary: as it was written: a placeholder with more members': {
        official: [
          '1 < text 451-["message-back",{"_placeholder":true,"num":0}]',
        ],
        ours: [
          '1 < text 451-["message-back",{"_placeholder":true,"num":0,"x":1}]',
        ],
      },
    },
  },
  {
    reason: 'Ack ids are 64 bits wide; a double rounds them, and another event would be acknowledged.',
    conversations: {
      'ack: WebSocket, an id over 53 bits': {
        official: [
          '1 < text 439007199254740992[1]',
        ],
        ours: [
          '1 < text 439007199254740993[1]',
        ],
      },
      'ack: polling, an id over 53 bits': {
        official: [
          '1 < 439007199254740992[1]',
        ],
        ours: [
          '1 < 439007199254740993[1]',
        ],
      },
    },
  },
  {
    reason: 'An ack id over 64 bits is not an id that any client can have given out.',
    conversations: {
      'ack: WebSocket, an id over 64 bits': {
        official: [
          '1 < text 43100000000000000000000[1]',
        ],
        ours: [
          '1 < close',
        ],
      },
      'ack: polling, an id over 64 bits': {
        official: [
          '1 < 43100000000000000000000[1]',
        ],
        ours: [
          '1 < 6',
          '1 < 1',
        ],
      },
    },
  },
  {
    reason: 'JavaScript takes "1e0", " 1" and a byte order mark for numbers, a blank for the type CONNECT, and 0.5 for an index of an array. Here a number is digits, and what is none ends the session.',
    conversations: {
      'binary: the end by a number in another notation': {
        official: [
          '1 open',
        ],
        ours: [
          '1 < close',
          '1 < end',
        ],
      },
      'binary: the end by a blank before the number': {
        official: [
          '1 open',
        ],
        ours: [
          '1 < close',
          '1 < end',
        ],
      },
      'binary: the end by a placeholder that is a fraction': {
        official: [
          '1 < text 42["message-back",null]',
          '1 open',
        ],
        ours: [
          '1 < close',
          '1 < end',
        ],
      },
      'malformed: polling, a byte order mark before the array': {
        official: [
          '1 < 42["message-back"]',
        ],
        ours: [
          '1 < 1',
        ],
      },
      'malformed: WebSocket, a byte order mark before the array': {
        official: [
          '1 < text 42["message-back"]',
          '1 open',
        ],
        ours: [
          '1 < close',
          '1 < end',
        ],
      },
    },
  },
  {
    reason: 'JSON may be nested 128 deep; thousands of levels end the process of the official server.',
    conversations: {
      'malformed: arrays too deep': {
        official: [
          '1 < text 42["message-back",[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[…]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]] (419 characters, hash -1851370879)',
        ],
        ours: [
          '1 < close',
        ],
      },
    },
  },
  {
    reason: 'Fragments are put together as they come and take no more room than their bytes, so they are not counted; ws keeps each, and 16,384 at most.',
    conversations: {
      'frame: a message of 20,000 fragments': {
        official: [
          '1 < close 1008',
        ],
        ours: [
          `1 < text 4${'x'.repeat(79)}…${'x'.repeat(40)} (20001 characters, hash -1829822412)`,
        ],
      },
    },
  },
  {
    reason: 'RFC 6455, section 5.2: the highest bit must be 0, so this is a protocol error and not a large message.',
    conversations: {
      'frame: the end by a header with the highest bit of the length': {
        official: [
          '1 < close 1009',
        ],
        ours: [
          '1 < close 1002',
        ],
      },
    },
  },
  {
    reason: 'A heartbeat that is due stays due over an upgrade; the official server forgets it, and the heartbeats after it.',
    conversations: {
      'heartbeat: a ping by polling that is not answered after the upgrade': {
        official: [
          '3 open',
        ],
        ours: [
          '3 < close',
          '3 ended',
        ],
      },
    },
  },
  {
    reason: 'RFC 6455, section 7.4.1: a server that goes down says 1001, which tells it from one that closes this client.',
    conversations: {
      'stop: a WebSocket that has joined': {
        official: [
          '1 < close',
        ],
        ours: [
          '1 < close 1001',
        ],
      },
      'stop: a WebSocket that has joined two namespaces': {
        official: [
          '1 < close',
        ],
        ours: [
          '1 < close 1001',
        ],
      },
      'stop: a WebSocket that has joined none': {
        official: [
          '1 < close',
        ],
        ours: [
          '1 < close 1001',
        ],
      },
      'stop: a WebSocket whose ack is awaited': {
        official: [
          '1 < close',
        ],
        ours: [
          '1 < close 1001',
        ],
      },
      'Engine.IO stop: a WebSocket': {
        official: [
          '1 < close',
        ],
        ours: [
          '1 < close 1001',
        ],
      },
      'stop: a WebSocket after an upgrade': {
        official: [
          '3 < close',
        ],
        ours: [
          '3 < close 1001',
        ],
      },
      'stop: a WebSocket that probes': {
        official: [
          '3 < close',
        ],
        ours: [
          '3 < close 1001',
        ],
      },
    },
  },
  {
    reason: 'A server that stops still gives to a client between two polls what waits for it and a close packet, for a second; the official one is gone.',
    conversations: {
      'stop: a client between two polls': {
        official: [
          '1 < end without an answer',
          '3 < close',
        ],
        ours: [
          '1 < HTTP/1.1 200 OK',
          '1 <   access-control-allow-credentials: true',
          '1 <   cache-control: no-store',
          '1 <   content-type: text/plain; charset=UTF-8',
          '1 <   vary: Origin',
          '1 <   (length)',
          '1 < 6\x1e1',
          '3 < close 1001',
        ],
      },
      'stop: a client between two polls for which something waits': {
        official: [
          '1 < end without an answer',
          '1 < end without an answer',
          '3 < close',
        ],
        ours: [
          '1 < HTTP/1.1 200 OK',
          '1 <   access-control-allow-credentials: true',
          '1 <   cache-control: no-store',
          '1 <   content-type: text/plain; charset=UTF-8',
          '1 <   vary: Origin',
          '1 <   (length)',
          '1 < 42["message-back",1]',
          '1 < HTTP/1.1 200 OK',
          '1 <   access-control-allow-credentials: true',
          '1 <   cache-control: no-store',
          '1 <   content-type: text/plain; charset=UTF-8',
          '1 <   vary: Origin',
          '1 <   (length)',
          '1 < 6\x1e1',
          '3 < close 1001',
        ],
      },
    },
  },
  {
    reason: 'Meanwhile a new client is told to come back in 5 s, when the other nodes have taken over; the official server is gone.',
    conversations: {
      'stop: a handshake after the stop': refusedWhileStopping,
      'stop: a handshake over WebSocket after the stop': refusedWhileStopping,
    },
  },
];
