// The clients of lib/crowd.mjs, told by messages what to do.
import assert from 'node:assert/strict';
import { herd, webSocket } from './herd.mjs';
import { publish } from './publish.mjs';
import { lasts, until } from './wait.mjs';

const CHANNEL = 'innocent';
const DELIVERIES = 10_000; // a second, at most: more would be about this process

let server;
let clients;
let next = 0;
let broadcasting;
let on = false;
let published; // when, by number
let times; // ms of each delivery

function watch(client) {
  client.numbers = [];
  client.rest = '';
  client.socket.on('data', (chunk) => {
    const now = performance.now();
    client.text = '';
    client.rest += chunk;
    for (const [, n] of client.rest.matchAll(/42\["n",(\d+)\]/g)) {
      client.numbers.push(Number(n));
      times.push(now - published.get(Number(n)));
    }
    client.rest = client.rest.slice(client.rest.lastIndexOf(']') + 1);
  });
  return client;
}

async function broadcast() {
  while (on) {
    published.set(next, performance.now());
    await publish(server, CHANNEL, 'n', String(next));
    next++;
    await lasts(1000 * clients.length / DELIVERIES);
  }
}

const COMMANDS = {
  async join(at, size) {
    server = at;
    clients = (await herd(size, () => webSocket(server, CHANNEL))).map(watch);
  },

  async begin() {
    clients.forEach((client) => { client.numbers = []; });
    [published, times, on] = [new Map(), [], true];
    broadcasting = broadcast();
    broadcasting.catch(() => {}); // end tells
  },

  async end() {
    on = false;
    await broadcasting;
    const wanted = [...published.keys()];
    await until(() => clients.every(({ numbers }) => numbers.at(-1) === wanted.at(-1)), 'the last broadcast reaches every one', 30_000);
    for (const { numbers, socket } of clients) {
      assert.deepEqual(numbers, wanted);
      assert.equal(socket.destroyed, false);
    }
    times.sort((a, b) => a - b);
    const at = (share) => times[Math.ceil(share * times.length) - 1];
    return { broadcasts: wanted.length, p50: at(0.5), p99: at(0.99) };
  },
};

process.on('message', async ({ id, what, args }) => {
  try {
    process.send({ id, result: await COMMANDS[what](...args) });
  } catch (err) {
    process.send({ id, error: err.message });
  }
});
process.on('disconnect', () => process.exit());
