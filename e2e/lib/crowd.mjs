import assert from 'node:assert/strict';
import { herd, webSocket } from './herd.mjs';
import { publish } from './publish.mjs';
import { lasts, until } from './wait.mjs';

const CHANNEL = 'innocent';
const PAUSE = 10; // ms between two broadcasts

/** Clients that did nothing wrong, to whom numbered broadcasts go while something happens beside them. */
export class Crowd {
  #next = 0;

  static async join(t, server, size) {
    const crowd = new Crowd();
    crowd.server = server;
    crowd.clients = await herd(size, () => webSocket(server, CHANNEL));
    t.after(() => crowd.clients.forEach(({ socket }) => socket.destroy()));
    return crowd;
  }

  /** Broadcasts until f() is done; each client must have got every number once, in order, and be there still. */
  async beside(f) {
    this.clients.forEach((client) => { client.text = ''; });
    const first = this.#next;
    let on = true;
    const broadcasting = (async () => {
      while (on) {
        await publish(this.server, CHANNEL, 'n', String(this.#next));
        this.#next++;
        await lasts(PAUSE);
      }
    })();
    try {
      await f();
    } finally {
      on = false;
      await broadcasting;
    }
    const wanted = Array.from({ length: this.#next - first }, (_, i) => first + i);
    const last = `42["n",${wanted.at(-1)}]`;
    await until(() => this.clients.every(({ text }) => text.includes(last)), 'the last broadcast reaches every innocent client', 30_000);
    for (const { text, socket } of this.clients) {
      assert.deepEqual([...text.matchAll(/42\["n",(\d+)\]/g)].map(([, n]) => Number(n)), wanted);
      assert.equal(socket.destroyed, false);
    }
    return wanted.length;
  }
}
