import http from 'node:http';
import { until } from './wait.mjs';

/** An HTTP server that keeps what webhooks bring and answers with `status`; with 0 it never answers. */
export class Receiver {
  got = []; // {headers, body, path, method}

  static async listen(t, status = 204) {
    const receiver = Object.assign(new Receiver(), { status });
    receiver.server = http.createServer((req, res) => receiver.#take(req, res));
    await new Promise((resolve) => receiver.server.listen(0, '127.0.0.1', resolve));
    receiver.url = `http://127.0.0.1:${receiver.server.address().port}`;
    t.after(() => {
      receiver.server.closeAllConnections();
      receiver.server.close();
    });
    return receiver;
  }

  async #take(req, res) {
    let body = '';
    for await (const chunk of req) body += chunk;
    this.got.push({ method: req.method, path: req.url, headers: req.headers, body });
    if (this.status) res.writeHead(this.status).end();
  }

  /** Resolves to the first n webhooks. */
  async webhooks(n, ms = 10_000) {
    await until(() => this.got.length >= n, `${n} webhooks (there are ${this.got.length})`, ms);
    return this.got;
  }
}
