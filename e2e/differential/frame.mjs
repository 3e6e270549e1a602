// WebSocket frames as a client writes and reads them, by hand: also wrong ones.

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };

const MASK = Buffer.from([0x12, 0x34, 0x56, 0x78]);

/** One frame. lengthBytes forces a longer length than needed; length claims one that is not true. */
export function frame(opcode, payload = '', { fin = true, rsv = 0, masked = true, lengthBytes, length } = {}) {
  const data = Buffer.from(payload);
  const n = BigInt(length ?? data.length);
  const width = lengthBytes ?? (n < 126n ? 0 : n < 65536n ? 2 : 8);
  const head = Buffer.alloc(2 + width);
  head[0] = (fin ? 0x80 : 0) | (rsv << 4) | opcode;
  head[1] = (masked ? 0x80 : 0) | (width === 0 ? Number(n) : width === 2 ? 126 : 127);
  if (width === 2) head.writeUInt16BE(Number(n), 2);
  if (width === 8) head.writeBigUInt64BE(n, 2);
  if (!masked) return Buffer.concat([head, data]);
  return Buffer.concat([head, MASK, data.map((byte, i) => byte ^ MASK[i % 4])]);
}

/** The payload of a close frame. */
export function closing(code, reason = '') {
  const head = Buffer.alloc(2);
  head.writeUInt16BE(code);
  return Buffer.concat([head, Buffer.from(reason)]);
}

/** Splits the first frame off what a server sent: {opcode, payload, length}, or null. */
export function parseFrame(bytes) {
  if (bytes.length < 2) return null;
  let n = bytes[1] & 0x7f;
  let start = 2;
  if (n === 126) [n, start] = [bytes.length < 4 ? Infinity : bytes.readUInt16BE(2), 4];
  else if (n === 127) [n, start] = [bytes.length < 10 ? Infinity : Number(bytes.readBigUInt64BE(2)), 10];
  if (bytes.length < start + n) return null;
  return { first: bytes[0], opcode: bytes[0] & 0x0f, payload: bytes.subarray(start, start + n), length: start + n };
}
