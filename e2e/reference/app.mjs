import { createHash } from 'node:crypto';

const KEYS = process.env.HTTP_API_KEY.split(',');

function parse(json) {
  try {
    return JSON.parse(json) ?? {};
  } catch {
    return {};
  }
}

function verify(token) {
  const text = Buffer.from(typeof token === 'string' ? token : '', 'base64').toString();
  const json = text.slice(0, -32);
  const signature = (key) => createHash('md5').update(json + key).digest('hex');
  if (!KEYS.some((key) => text.slice(-32) === signature(key))) return { code: 'invalid_token' };
  const { channel, timestamp } = parse(json);
  if (typeof timestamp !== 'number') return { code: 'invalid_token' };
  if (typeof channel !== 'string' || channel === '' || Buffer.byteLength(channel) > 200 || /\p{Cc}/u.test(channel)) return { code: 'invalid_channel' };
  if (timestamp <= Date.now() / 1000) {
    const ago = Math.round(Date.now() / 1000 - timestamp);
    return { code: 'expired_token', message: `The token for "${channel}" expired ${ago} s ago.` };
  }
  return { channel };
}

// socket.rooms also holds the socket's own id.
const admit = (socket, token) => (socket.rooms.size > 100 && !socket.rooms.has(token.channel) ? { code: 'too_many_channels' } : token);

/** join, leave and user-total (not coalesced) as DESIGN.md has them. */
export function app(io) {
  const total = (channel) => io.to(channel).emit('user-total', io.of('/').adapter.rooms.get(channel)?.size ?? 0);

  io.on('connection', (socket) => {
    socket.on('join', (...args) => {
      const ack = typeof args.at(-1) === 'function' ? args.pop() : null;
      const { code, message = code, channel } = admit(socket, verify(args[0]));
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
