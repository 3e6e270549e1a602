import { Polling } from './polling.mjs';
import { Requests } from './requests.mjs';
import { Socket } from './socket.mjs';

const SILENCE = 40; // ms in which what nobody waits for may still come
const ROUNDS = 3;

/** One scripted conversation with one server. Each connection has a part of the transcript of its own. */
export class Conversation {
  #parts = [];
  #wires = [];

  constructor(server) {
    this.server = server;
  }

  /** Makes a connection whose lines come after those of the connections before it. */
  track(make) {
    const lines = [];
    this.#parts.push(lines);
    const wire = make(lines);
    this.#wires.push(wire);
    return wire;
  }

  /** A connection that speaks HTTP. */
  http() {
    return this.track((lines) => new Requests(this.server.port, lines));
  }

  /** One request on a connection of its own. */
  async ask(method, query, headers, body) {
    const http = this.http();
    const answer = await http.request(method, this.target(query), headers, body).answer({ head: method === 'HEAD' });
    return { ...answer, http };
  }

  target(query) {
    return query === undefined ? this.server.path : `${this.server.path}?${query}`;
  }

  polling(query) {
    return new Polling(this, query).open();
  }

  /** A polling session that has joined the main namespace. */
  async pollingConnected(query) {
    const polling = await this.polling(query);
    await polling.say('40');
    await polling.packets(2);
    return polling;
  }

  /** A WebSocket, open or refused, whose query is given whole. */
  async socket(query, headers, options) {
    const socket = this.track((lines) => new Socket(this.server.port, lines));
    await socket.open(this.target(query), headers, options);
    return socket;
  }

  /** A session over WebSocket. */
  async webSocket(query = '', headers, options) {
    const socket = await this.socket(`EIO=4&transport=websocket${query}`, headers, options);
    await socket.take();
    return socket;
  }

  /** A session over WebSocket that has joined the main namespace. */
  async connected(query) {
    const socket = await this.webSocket(query);
    socket.say('40');
    await socket.take(2);
    return socket;
  }

  /** A WebSocket that probes for a polling session. */
  probe(polling, query = '') {
    return this.socket(`EIO=4&transport=websocket&sid=${polling.sid}${query}`);
  }

  /** The upgrade of a polling session, whole: the WebSocket. */
  async upgrade(polling) {
    const socket = await this.probe(polling);
    socket.say('2probe');
    await socket.take();
    await polling.get({ quiet: true });
    socket.say('5');
    return socket;
  }

  /**
   * What was sent before has had its effect. A server that reads has read it before it answers a request that came later, on any
   * connection; what it puts off until it has read is done one request later. None of it is in the transcript.
   */
  async settled() {
    const requests = new Requests(this.server.port, []);
    for (let i = 0; i < ROUNDS; i++) await requests.request('GET', this.target()).answer({ quiet: true });
    requests.destroy();
  }

  /** The server is told to stop. */
  stop() {
    this.stopped = true;
    this.server.program.signal('SIGTERM');
  }

  /** Time that has to pass: for conversations about time alone. */
  pause(ms) {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

  /** Whether something took from low to high ms, in the transcript. */
  async takes(what, low, high, promise) {
    const start = performance.now();
    await promise;
    const ms = performance.now() - start;
    this.#wires.at(-1).note(ms >= low && ms <= high ? `${what}: in time` : `${what}: ${Math.round(ms)} ms, not ${low} to ${high}`);
  }

  async transcript(script) {
    await script(this);
    if (!this.stopped) await this.settled();
    await this.pause(SILENCE);
    for (const wire of this.#wires) wire.destroy();
    return this.#parts.flatMap((lines, i) => lines.map((line) => `${i + 1} ${line}`));
  }
}
