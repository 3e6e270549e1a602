import net from 'node:net';

const PATIENCE = 10_000;

/** A TCP connection that writes what it receives into its part of the transcript. */
export class Wire {
  bytes = Buffer.alloc(0); // received, not parsed yet
  ended = false; // the server has sent FIN or a reset
  #waiting = new Set();

  constructor(port, lines) {
    this.lines = lines;
    this.socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    this.socket.on('data', (chunk) => {
      this.bytes = Buffer.concat([this.bytes, chunk]);
      this.changed();
    });
    this.socket.on('end', () => this.#end());
    this.socket.on('error', () => this.#end());
  }

  #end() {
    this.ended = true;
    this.changed();
  }

  /** Called when something arrived; a subclass parses first. */
  changed() {
    for (const check of this.#waiting) check();
  }

  note(line) {
    this.lines.push(line);
  }

  send(bytes) {
    if (!this.socket.writableEnded) this.socket.write(bytes);
    return this;
  }

  /** Sends each byte by itself. */
  async trickle(bytes) {
    for (const byte of Buffer.from(bytes)) {
      this.send(Buffer.from([byte]));
      await new Promise(setImmediate);
    }
    return this;
  }

  /** No more is sent; receiving goes on. */
  finish() {
    this.socket.end();
    return this;
  }

  /** The connection is gone without a word. */
  destroy() {
    this.socket.destroy();
  }

  /** Resolves to what condition returns once it is truthy, or notes in the transcript that it never was. */
  until(condition, what, ms = PATIENCE) {
    return new Promise((resolve) => {
      const check = (late) => {
        const value = condition();
        if (!value && !late) return;
        if (!value) this.note(`! ${what}: not within ${ms} ms`);
        this.#waiting.delete(check);
        clearTimeout(timer);
        resolve(value);
      };
      const timer = setTimeout(() => check(true), ms);
      this.#waiting.add(check);
      check();
    });
  }

  /** The server ends the connection. */
  async closed(ms) {
    if (await this.until(() => this.ended, 'end of the connection', ms)) this.note('< end');
  }
}
