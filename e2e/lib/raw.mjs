import net from 'node:net';
import { until, within } from './wait.mjs';

/** A TCP connection that sends bytes as told and keeps what comes back. */
export class Raw {
  text = '';
  closed = false; // the peer has sent FIN, or the connection was reset
  error = null;

  constructor(t, server) {
    this.socket = net.connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true });
    this.socket.setEncoding('latin1');
    this.socket.on('data', (chunk) => { this.text += chunk; });
    this.socket.on('end', () => { this.closed = true; });
    this.socket.on('error', (err) => { this.error = err; this.closed = true; });
    t.after(() => this.socket.destroy());
    this.open = within(10_000, new Promise((resolve) => this.socket.once('connect', resolve)), 'TCP connection');
  }

  send(bytes) {
    this.socket.write(bytes);
    return this;
  }

  /** Whole answers so far: [{status, headers, body}], by Content-Length. */
  get answers() {
    const answers = [];
    for (let rest = this.text; ;) {
      const [one, length] = parse(rest);
      if (!one) return answers;
      answers.push(one);
      rest = rest.slice(length);
    }
  }

  /** Resolves to the nth answer (from 1). */
  answer(n = 1, ms = 10_000) {
    return until(() => {
      if (this.answers.length < n && this.closed) throw new Error(`closed (${this.error ?? 'FIN'}) after: ${this.text.slice(0, 500)}`);
      return this.answers[n - 1];
    }, `answer ${n}`, ms, 2);
  }
}

function parse(text) {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return [null, 0];
  const [first, ...lines] = text.slice(0, end).split('\r\n');
  const headers = Object.fromEntries(lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  }));
  const length = end + 4 + Number(headers['content-length'] ?? 0);
  if (text.length < length) return [null, 0];
  return [{ status: Number(first.split(' ')[1]), headers, body: text.slice(end + 4, length) }, length];
}
