import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { within } from './wait.mjs';

/**
 * Clients that did nothing wrong, to whom numbered broadcasts go while something happens beside them. They live in a process of
 * their own, so that the times they see are the server's and not those of whoever attacks it.
 */
export class Crowd {
  #next = 0;

  static async join(t, server, size) {
    const crowd = new Crowd();
    crowd.child = fork(fileURLToPath(new URL('crowd-process.mjs', import.meta.url)));
    t.after(() => crowd.child.kill('SIGKILL'));
    await crowd.#ask('join', { port: server.port, url: server.url }, size);
    return crowd;
  }

  /**
   * Broadcasts until f() is done. Each client must have got every number once, in order, and be there still. Resolves to how many
   * there were and how long a broadcast took, from the publish to a client, in ms: {broadcasts, p50, p99}.
   */
  async beside(f) {
    await this.#ask('begin');
    try {
      await f();
    } finally {
      this.figures = await this.#ask('end');
    }
    return this.figures;
  }

  async #ask(what, ...args) {
    const id = this.#next++;
    const answer = new Promise((resolve, reject) => {
      const onMessage = (message) => {
        if (message.id !== id) return;
        this.child.off('message', onMessage);
        if (message.error) reject(new Error(`the innocent clients: ${message.error}`));
        else resolve(message.result);
      };
      this.child.on('message', onMessage);
    });
    this.child.send({ id, what, args });
    return within(90_000, answer, `the innocent clients: ${what}`);
  }
}
