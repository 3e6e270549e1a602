import { mask } from './mask.mjs';
import { Requests } from './requests.mjs';

/** An Engine.IO session over polling: one connection for GETs, one for POSTs, as browsers do. */
export class Polling {
  constructor(conversation, query = '') {
    this.conversation = conversation;
    this.query = query;
    this.reconnect();
  }

  /** New connections: idle ones do not stay open for ever. */
  reconnect() {
    const { conversation } = this;
    this.gets = conversation.track((lines) => new Requests(conversation.server.port, lines));
    this.posts = conversation.track((lines) => new Requests(conversation.server.port, lines));
  }

  target(extra = '') {
    const sid = this.sid ? `&sid=${this.sid}` : '';
    return `${this.conversation.server.path}?EIO=4&transport=polling${this.query}${sid}${extra}`;
  }

  /** The handshake; quiet leaves its answer out of the transcript. */
  async open({ quiet = true } = {}) {
    const { body } = await this.gets.request('GET', this.target()).answer({ quiet });
    this.sid = JSON.parse(body.slice(1) || '{}').sid;
    return this;
  }

  /** One GET, whose answer is in the transcript as it is. */
  get(options) {
    return this.gets.request('GET', this.target()).answer(options);
  }

  /** A GET that the server holds; take its answer by gets.answer(). */
  async hold() {
    await this.gets.begin(`GET ${this.target()} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    this.gets.note(`> GET ${mask(this.target())}`);
    await this.conversation.settled();
  }

  /** A WebSocket that probes and says nothing: it is closed when the session ends. */
  witness() {
    return this.conversation.probe(this);
  }

  /** A POST of which the server has read no more than the start. */
  async postStart(body, length) {
    await this.posts.begin(`POST ${this.target()} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${length}\r\n\r\n${body}`);
    await this.conversation.settled();
  }

  post(body, headers = {}) {
    return this.posts.request('POST', this.target(), headers, body).answer();
  }

  /** A POST of which only the status is of interest. */
  async say(body) {
    const { status } = await this.posts.request('POST', this.target(), {}, body).answer({ quiet: true });
    this.posts.note(`< ${status}`);
  }

  /** Polls until n packets came: which of them came together is not in the transcript. */
  async packets(n) {
    const all = [];
    while (all.length < n) {
      this.gets.request('GET', this.target(), {}, '', { quiet: true });
      const { status, body } = await this.gets.answer({ quiet: true });
      if (status !== 200) {
        this.gets.note(`< ${status} ${mask(body)}`);
        break;
      }
      all.push(...body.split('\x1e'));
    }
    for (const packet of all) this.gets.note(`< ${mask(packet)}`);
    return all;
  }
}
