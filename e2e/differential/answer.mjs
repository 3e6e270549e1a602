import zlib from 'node:zlib';

/** Splits the first HTTP answer off bytes: {status, headers, body, framing, length}, or null. */
export function parseAnswer(bytes, { head = false, ended = false } = {}) {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const [first, ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const headers = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  const status = Number(first.split(' ')[1]);
  const body = parseBody(bytes.subarray(end + 4), status, headers, head, ended);
  if (!body) return null;
  if (headers['content-encoding'] === 'gzip') body.bytes = zlib.gunzipSync(body.bytes);
  return { first, status, headers, body: text(body.bytes), framing: body.framing, length: end + 4 + body.length };
}

function parseBody(rest, status, headers, head, ended) {
  if (head || status < 200 || status === 204 || status === 304) return { bytes: Buffer.alloc(0), length: 0, framing: 'none' };
  if (headers['transfer-encoding'] === 'chunked') return parseChunks(rest);
  if ('content-length' in headers) {
    const length = Number(headers['content-length']);
    return rest.length < length ? null : { bytes: rest.subarray(0, length), length, framing: 'length' };
  }
  return ended ? { bytes: rest, length: rest.length, framing: 'close' } : null;
}

function parseChunks(rest) {
  const chunks = [];
  for (let at = 0; ;) {
    const line = rest.indexOf('\r\n', at);
    if (line < 0) return null;
    const size = parseInt(rest.subarray(at, line).toString('latin1'), 16);
    const next = line + 2 + size + 2;
    if (rest.length < next) return null;
    if (size === 0) return { bytes: Buffer.concat(chunks), length: next, framing: 'chunked' };
    chunks.push(rest.subarray(line + 2, line + 2 + size));
    at = next;
  }
}

function text(bytes) {
  const utf8 = bytes.toString();
  return Buffer.from(utf8).equals(bytes) ? utf8 : `hex ${bytes.toString('hex')}`;
}
