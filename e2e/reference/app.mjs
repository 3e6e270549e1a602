import { createHash } from 'node:crypto';

const KEY = process.env.HTTP_API_KEY;

function verify(token) {
  const text = Buffer.from(String(token), 'base64').toString();
  const json = text.slice(0, -32);
  if (text.slice(-32) !== createHash('md5').update(json + KEY).digest('hex')) return { code: 'invalid_token' };
  const { channel, timestamp } = JSON.parse(json);
  if (typeof timestamp !== 'number') return { code: 'invalid_token' };
  if (typeof channel !== 'string' || channel === '' || Buffer.byteLength(channel) > 200) return { code: 'invalid_channel' };
  if (timestamp <= Date.now() / 1000) {
    const ago = Math.round(Date.now() / 1000 - timestamp);
    return { code: 'expired_token', message: `The token for "${channel}" expired ${ago} s ago.` };
  }
  return { channel };
}

/** join, leave and user-total (not coalesced) as DESIGN.md has them. */
export function app(io) {
  const total = (channel) => io.to(channel).emit('user-total', io.of('/').adapter.rooms.get(channel)?.size ?? 0);

  io.on('connection', (socket) => {
    socket.on('join', (...args) => {
      const ack = typeof args.at(-1) === 'function' ? args.pop() : null;
      const { code, message = code, channel } = verify(args[0]);
      if (code) {
        const refusal = { status: 'error', code, message };
        return ack ? ack(refusal) : socket.emit('join_error', refusal);
      }
      const joined = socket.rooms.has(channel);
      socket.join(channel);
      ack?.({ status: 'ok', channel });
      if (!joined) total(channel);
    });
    socket.on('leave', (channel, ack) => {
      const joined = socket.rooms.has(channel);
      socket.leave(channel);
      ack?.({ status: 'ok', channel });
      if (joined) total(channel);
    });
    socket.on('disconnecting', () => {
      const left = [...socket.rooms].filter((room) => room !== socket.id);
      setImmediate(() => left.forEach(total));
    });
  });
}
