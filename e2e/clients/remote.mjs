import { EventEmitter } from 'node:events';
import { event, until, within } from '../lib/wait.mjs';

// Bytes have no form of their own in JSON.
export const wrap = (value) => walk(value, (v) => v instanceof Uint8Array || v instanceof ArrayBuffer, (v) => ({ $bytes: Buffer.from(v).toString('base64') }));
export const unwrap = (value) => walk(value, (v) => typeof v?.$bytes === 'string', (v) => Buffer.from(v.$bytes, 'base64'));

function walk(value, is, change) {
  if (is(value)) return change(value);
  if (Array.isArray(value)) return value.map((item) => walk(item, is, change));
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, is, change)]));
  }
  return value;
}

/**
 * A client that is told what to do and reports what it sees, in lists that are JSON:
 * told ["emit", name, args], ["ask", id, name, args], ["close"];
 * reports ["connect"], ["disconnect"], ["event", name, args], ["ack", id, args], ["error", text].
 * Every client acks "q" with the arguments that came and "back".
 */
export class Remote {
  events = []; // [name, ...args]
  connects = 0;
  disconnects = 0;
  errors = [];
  #acks = new EventEmitter();
  #asked = 0;

  constructor(name, tell) {
    this.name = name;
    this.tell = (...command) => tell(wrap(command));
  }

  report([what, ...rest]) {
    if (what === 'connect') this.connects++;
    if (what === 'disconnect') this.disconnects++;
    if (what === 'event') this.events.push([rest[0], ...unwrap(rest[1])]);
    if (what === 'ack') this.#acks.emit(rest[0], unwrap(rest[1]));
    if (what === 'error') this.errors.push(rest[0]);
  }

  async connected(times = 1, ms = 30_000) {
    await until(() => this.connects >= times, `${this.name} connects (${this.errors})`, ms);
    return this;
  }

  emit(name, ...args) {
    this.tell('emit', name, args);
  }

  /** Emits with an ack and resolves to its arguments. */
  async ask(name, ...args) {
    const id = `ack${++this.#asked}`;
    const acked = event(this.#acks, id, 20_000);
    this.tell('ask', id, name, args);
    const [answer] = await within(20_000, acked, `${this.name}: ack of "${name}"`);
    return answer;
  }

  /** Arguments of all events of that name so far. */
  all(name) {
    return this.events.filter(([n]) => n === name).map(([, ...args]) => args);
  }

  /** Resolves to them when there are n. */
  async got(name, n = 1, ms = 30_000) {
    await until(() => this.all(name).length >= n, `${this.name}: ${n} of "${name}"`, ms).catch((err) => {
      err.message += `; there are ${this.all(name).length} ${this.errors}`;
      throw err;
    });
    return this.all(name);
  }
}
