import { eventBody, post } from './publish.mjs';
import { lasts, until } from './wait.mjs';

const EVENT = 'n';
const PAUSE = 5; // ms between two publishes of one publisher: a steady load, not a flood

/**
 * Publishes numbered events to each server in turn, one publisher a server, and keeps
 * what each was answered: {n, status, code, retryAfter, ms}; status 0 is a broken connection.
 */
export class Traffic {
  answers = [];
  #next = 0;
  #on = true;

  constructor(servers, channel) {
    this.channel = channel;
    this.done = Promise.all(servers.map((server) => this.#run(server)));
  }

  async #run(server) {
    while (this.#on) {
      await this.publish(server);
      await lasts(PAUSE);
    }
  }

  async publish(server) {
    const n = this.#next++;
    const start = performance.now();
    const answer = await post(server, eventBody(this.channel, EVENT, String(n))).catch((err) => ({ status: 0, json: { code: err.code } }));
    const { status, json, headers } = answer;
    const entry = { n, status, code: json?.code, retryAfter: headers?.['retry-after'], ms: performance.now() - start, at: start };
    this.answers.push(entry);
    return entry;
  }

  /** Numbers that were answered so. */
  numbers(passes) {
    return this.answers.filter(passes).map(({ n }) => n);
  }

  /** Resolves when `count` further publishes were answered 200. */
  flows(count = 20, ms = 10_000) {
    const before = this.numbers(({ status }) => status === 200).length;
    return until(() => this.numbers(({ status }) => status === 200).length >= before + count, `${count} publishes answered 200`, ms);
  }

  /** Resolves when a publish that began from now on was answered so. */
  answered(passes, what, ms = 10_000) {
    const from = performance.now();
    return until(() => this.answers.find((answer) => answer.at >= from && passes(answer)), what, ms);
  }

  async stop() {
    this.#on = false;
    await this.done;
  }

  /** What a client received of it. */
  static seen(client) {
    return client.all(EVENT).map(([n]) => n);
  }
}
