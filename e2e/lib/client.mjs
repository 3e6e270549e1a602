import { io } from 'socket.io-client';
import { token } from './token.mjs';
import { event, until, within } from './wait.mjs';

/** The three ways in which people configure the stock client. */
export const TRANSPORTS = [
  { name: 'default', options: {} },
  { name: 'websocket', options: { transports: ['websocket'] } },
  { name: 'polling', options: { transports: ['polling'] } },
];

/** A stock client that remembers what came. */
export class Client {
  packets = []; // raw text of each Socket.IO EVENT packet, such as 2["event",1]
  events = []; // [name, ...args] as the application sees them
  disconnects = []; // reasons
  refusal = null; // the latest connect_error

  constructor(server, options = {}) {
    this.server = server;
    this.socket = io(server.url, { forceNew: true, reconnectionDelay: 50, reconnectionDelayMax: 200, ...options });
    this.socket.io.on('open', () => this.engine.on('packet', (packet) => this.#packet(packet)));
    this.socket.onAny((...args) => this.events.push(args));
    this.socket.on('connect_error', (err) => { this.refusal = err; });
    this.socket.on('disconnect', (reason) => this.disconnects.push(reason));
  }

  get engine() {
    return this.socket.io.engine;
  }

  get transport() {
    return this.engine.transport.name;
  }

  #packet({ type, data }) {
    if (type === 'message' && typeof data === 'string' && data.startsWith('2')) this.packets.push(data);
  }

  async connected(ms = 10_000) {
    try {
      await until(() => {
        if (!this.socket.connected && this.refusal) throw this.refusal;
        return this.socket.connected;
      }, 'client connected', ms);
    } catch (err) {
      throw this.server.explain(err);
    }
    return this;
  }

  /** Resolves when the transport is WebSocket. */
  upgraded(ms = 10_000) {
    return until(() => this.transport === 'websocket', 'transport is websocket', ms);
  }

  /** Emits with an ack and resolves to what the ack carried. */
  ask(name, ...args) {
    const acked = new Promise((resolve) => this.socket.emit(name, ...args, resolve));
    return within(10_000, acked, `ack of "${name}"`);
  }

  /** Joins with a fresh token and expects that it worked. */
  async join(...channels) {
    for (const channel of channels) {
      const ack = await this.ask('join', token(channel));
      if (ack?.status !== 'ok') throw new Error(`join of ${channel}: ${JSON.stringify(ack)}`);
    }
    return this;
  }

  /** Joins each channel again at every connect, as an application does. */
  keepJoined(...channels) {
    const joinAll = () => channels.forEach((channel) => this.socket.emit('join', token(channel)));
    this.socket.on('connect', joinAll);
    if (this.socket.connected) joinAll();
    return this;
  }

  /** The arguments of the next event. */
  next(name, ms = 10_000) {
    return event(this.socket, name, ms);
  }

  /** Arguments of all events of that name so far. */
  all(name) {
    return this.events.filter(([n]) => n === name).map(([, ...args]) => args);
  }

  /** Resolves when an event of that name came whose first argument passes. */
  saw(name, passes = () => true, ms = 10_000) {
    return until(() => this.all(name).some(([arg]) => passes(arg)), `event "${name}"`, ms);
  }

  close() {
    this.socket.disconnect();
  }
}

/** A client that test t closes at its end, not yet connected. */
export function open(t, server, options = {}) {
  const client = new Client(server, options);
  t.after(() => client.close());
  return client;
}

/** The same, connected. */
export const connect = (t, server, options = {}) => open(t, server, options).connected();
