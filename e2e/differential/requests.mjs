import { parseAnswer } from './answer.mjs';
import { mask } from './mask.mjs';
import { Wire } from './wire.mjs';

/** A connection that speaks HTTP. */
export class Requests extends Wire {
  /** Writes one request. A header that is null is left out; quiet leaves the request out of the transcript. */
  request(method, target, headers = {}, body = '', { quiet = false } = {}) {
    if (!quiet) this.note(`> ${method} ${mask(target)}`);
    const bytes = Buffer.from(body);
    const all = { Host: 'localhost', ...(method === 'POST' ? { 'Content-Length': bytes.length } : {}), ...headers };
    const lines = Object.entries(all).filter(([, value]) => value !== null).map(([name, value]) => `${name}: ${value}\r\n`);
    this.send(Buffer.concat([Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1'), bytes]));
    return this;
  }

  /**
   * Sends bytes behind a request that is answered at once, in one write: with that answer, the server has them. Neither is in the
   * transcript.
   */
  async begin(bytes) {
    this.send(`GET /elsewhere HTTP/1.1\r\nHost: localhost\r\n\r\n${bytes}`);
    await this.answer({ quiet: true });
  }

  /** The next answer, in the transcript with all its headers; quiet leaves it out. */
  async answer({ head = false, quiet = false, ms } = {}) {
    let parsed;
    await this.until(() => {
      parsed = parseAnswer(this.bytes, { head, ended: this.ended });
      return parsed || this.ended;
    }, 'answer', ms);
    if (!parsed) {
      if (this.ended) this.note('< end without an answer');
      return { status: 0, headers: {}, body: '' };
    }
    this.bytes = this.bytes.subarray(parsed.length);
    if (!quiet) this.noteAnswer(head ? { ...parsed, framing: 'HEAD' } : parsed);
    return parsed;
  }

  noteAnswer({ first, headers, framing, body }) {
    this.note(`< ${first}`);
    for (const name of Object.keys(headers).sort()) {
      if (['content-length', 'transfer-encoding', 'date'].includes(name)) continue; // framing has a line of its own
      this.note(`<   ${name}: ${headers[name]}`);
    }
    const length = ['none', 'HEAD'].includes(framing) ? headers['content-length'] : undefined;
    this.note(length === undefined ? `<   (${framing})` : `<   (${framing}, content-length: ${length})`);
    if (body) this.note(`< ${mask(body)}`);
  }
}
