// WebSocket framing, right and wrong.
import { closing, frame, OPCODE } from '../frame.mjs';
import { conversations, each, named } from './conversations.mjs';

const { continuation, text, binary, close, ping, pong } = OPCODE;
const part = { fin: false };
const TEXT = '4hello';
const FINE = {
  'a text in two fragments': [frame(text, '4hel', part), frame(continuation, 'lo')],
  'a text in many fragments': [frame(text, '4', part), ...[...'hello'].map((char) => frame(continuation, char, part)), frame(continuation)],
  'an empty first fragment': [frame(text, '', part), frame(continuation, TEXT)],
  'a binary in two fragments': [frame(binary, [1, 2], part), frame(continuation, [3])],
  'a ping between fragments': [frame(text, '4hel', part), frame(ping, 'x'), frame(continuation, 'lo')],
  'a pong between fragments': [frame(text, '4hel', part), frame(pong, 'x'), frame(continuation, 'lo')],
  'a character split between fragments': [frame(text, Buffer.from([0x34, 0xc3]), part), frame(continuation, Buffer.from([0xa9]))],
  'a length of two bytes that one would hold': [frame(text, TEXT, { lengthBytes: 2 })],
  'a length of eight bytes that one would hold': [frame(text, TEXT, { lengthBytes: 8 })],
  'a pong that nobody asked for': [frame(pong, 'x'), frame(text, TEXT)],
  'a ping of 125 bytes': [frame(ping, 'x'.repeat(125)), frame(text, TEXT)],
  'an empty ping': [frame(ping), frame(text, TEXT)],
  'a message of maxPayload': [frame(text, `4${'x'.repeat(99_999)}`)],
};
const WRONG = {
  'reserved bit 1': [frame(text, TEXT, { rsv: 4 })],
  'reserved bit 2': [frame(text, TEXT, { rsv: 2 })],
  'reserved bit 3': [frame(text, TEXT, { rsv: 1 })],
  'a reserved bit in a ping': [frame(ping, '', { rsv: 4 })],
  ...Object.fromEntries([3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((opcode) => [`opcode ${opcode}`, [frame(opcode, 'x')]])),
  'a frame without a mask': [frame(text, TEXT, { masked: false })],
  'a ping without a mask': [frame(ping, '', { masked: false })],
  'a continuation of nothing': [frame(continuation, 'x')],
  'a continuation of nothing, not the last': [frame(continuation, 'x', part)],
  'a text within fragments': [frame(text, '4', part), frame(text, 'x')],
  'a binary within fragments': [frame(text, '4', part), frame(binary, 'x')],
  'a ping in fragments': [frame(ping, 'x', part)],
  'a close in fragments': [frame(close, '', part)],
  'a ping of 126 bytes': [frame(ping, 'x'.repeat(126))],
  'a close of 126 bytes': [frame(close, Buffer.concat([closing(1000), Buffer.alloc(124, 'x')]))],
  'text that is not UTF-8': [frame(text, Buffer.from([0x34, 0xff]))],
  'text that ends within a character': [frame(text, Buffer.from([0x34, 0xc3]))],
  'text with a surrogate': [frame(text, Buffer.from([0x34, 0xed, 0xa0, 0x80]))],
  'text with an overlong form': [frame(text, Buffer.from([0x34, 0xc0, 0xaf]))],
  'text beyond Unicode': [frame(text, Buffer.from([0x34, 0xf4, 0x90, 0x80, 0x80]))],
  'fragments that are not UTF-8 together': [frame(text, Buffer.from([0x34, 0xc3]), part), frame(continuation, 'x')],
  'a message over maxPayload': [frame(text, `4${'x'.repeat(100_000)}`)],
  'a header that claims too much': [frame(text, TEXT, { length: 100_001, lengthBytes: 8 })],
  'a header that claims 2^53': [frame(text, TEXT, { length: 2n ** 53n, lengthBytes: 8 })],
  'a header with the highest bit of the length': [frame(text, TEXT, { length: 2n ** 63n, lengthBytes: 8 })],
  'fragments over maxPayload together': [frame(text, `4${'x'.repeat(60_000)}`, part), frame(continuation, 'x'.repeat(60_000))],
  'something that is not a frame': [Buffer.from('GET / HTTP/1.1\r\n\r\n')],
};

export const frames = conversations('engineio', 'frame', {
  ...each(FINE, async (c, bytes) => {
    const socket = await c.webSocket();
    for (const one of bytes) socket.send(one);
    await socket.until(() => socket.frames.some((line) => /^text 4|^binary/.test(line)), 'the echo');
  }),
  ...each(named('byte by byte:', Object.fromEntries(Object.entries(FINE).filter(([, bytes]) => Buffer.concat(bytes).length < 200))), async (c, bytes) => {
    const socket = await c.webSocket();
    await socket.trickle(Buffer.concat(bytes));
    await socket.until(() => socket.frames.some((line) => /^text 4|^binary/.test(line)), 'the echo');
  }),
  ...each(named('the end by', WRONG), async (c, bytes) => {
    const socket = await c.webSocket();
    for (const one of bytes) socket.send(one);
    await socket.closed();
  }),

  'all in one segment with the handshake': async (c) => {
    const http = c.http();
    http.send(Buffer.concat([Buffer.from(`GET ${c.target('EIO=4&transport=websocket')} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`), frame(text, '4early')]));
    await http.answer();
    await http.until(() => http.bytes.includes('4early'), 'the echo');
    http.note(`< ${http.bytes.includes('4early')}`);
  },
  'a message of 20,000 fragments': async (c) => {
    const socket = await c.webSocket();
    socket.send(Buffer.concat([frame(text, '4', part), ...Array.from({ length: 20_000 }, () => frame(continuation, 'x', part)), frame(continuation)]));
    await socket.take();
  },
  'ten messages in one segment': async (c) => {
    const socket = await c.webSocket();
    socket.send(Buffer.concat(Array.from({ length: 10 }, (_, i) => frame(text, `4${i}`))));
    await socket.take(10);
  },
  'a close frame behind a message in one segment': async (c) => {
    const socket = await c.webSocket();
    socket.send(Buffer.concat([frame(text, '41'), frame(close, closing(1000))]));
    await socket.closed();
  },
});
