import { createHash } from 'node:crypto';

export const KEY = 'test-api-key';

const md5 = (text) => createHash('md5').update(text).digest('hex');

export const now = () => Math.floor(Date.now() / 1000);

/** base64(text + md5hex(text + key)): a token of any text, also of one that is not JSON. */
export const sign = (text, key = KEY) => Buffer.from(text + md5(text + key)).toString('base64');

/** A join token as a user's backend makes it; ttl in seconds, negative for one that expired. */
export function token(channel, { ttl = 60, data, key = KEY } = {}) {
  return sign(JSON.stringify({ channel, timestamp: now() + ttl, data }), key);
}
