import { request } from './http.mjs';

/** An Engine.IO polling session by hand: no client library, one HTTP request at a time. */
export class Poll {
  static async open(server) {
    const poll = new Poll();
    poll.base = `${server.url}/socket.io/?EIO=4&transport=polling`;
    const { text } = await request(poll.base);
    poll.handshake = JSON.parse(text.slice(1));
    poll.url = `${poll.base}&sid=${poll.handshake.sid}`;
    return poll;
  }

  /** One long poll: the answer, whose text is packets joined by \x1e. */
  get() {
    return request(this.url);
  }

  post(text) {
    return request(this.url, { method: 'POST', headers: { 'Content-Type': 'text/plain;charset=UTF-8' }, body: text });
  }

  /** Joins the main namespace. */
  async connect() {
    await this.post('40');
    return (await this.get()).text;
  }
}
