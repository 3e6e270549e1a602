import assert from 'node:assert/strict';
import { Traffic } from './traffic.mjs';
import { until } from './wait.mjs';

const ANSWER_LIMIT = 2000 + 500; // promised, and a busy machine's part

/**
 * What a 200 and a 503 promise, checked on every client after the traffic ended and one
 * last publish to each server was answered 200: nothing answered 200 is missing, nothing came twice, all
 * clients have one order, nothing answered broker_unavailable or overloaded came at all.
 */
export async function promiseKept(traffic, servers, clients) {
  const last = [];
  for (const server of servers) {
    const answer = await until(async () => {
      const one = await traffic.publish(server);
      return one.status === 200 && one;
    }, `a last publish to ${server.url}`);
    last.push(answer.n);
  }
  for (const client of clients) {
    await until(() => last.every((n) => Traffic.seen(client).includes(n)), 'the last publishes arrive');
  }
  answersAreRight(traffic);
  for (const client of clients) arrivalsAreRight(traffic, client);
  const [first, ...others] = clients.map(Traffic.seen);
  for (const other of others) assert.deepEqual(other, first, 'two clients saw different orders');
}

function answersAreRight({ answers }) {
  for (const answer of answers) {
    assert.ok([200, 503].includes(answer.status), `answered ${JSON.stringify(answer)}`);
    assert.ok(answer.ms < ANSWER_LIMIT, `answered only after ${answer.ms} ms: ${JSON.stringify(answer)}`);
    if (answer.status !== 503) continue;
    assert.ok(['broker_unavailable', 'outcome_unknown', 'overloaded'].includes(answer.code), answer.code);
    assert.match(answer.retryAfter ?? '', /^[1-9]\d*$/, 'Retry-After');
  }
}

function arrivalsAreRight(traffic, client) {
  const seen = Traffic.seen(client);
  const once = new Set(seen);
  assert.equal(seen.length, once.size, 'something came twice');
  const missing = traffic.numbers(({ status }) => status === 200).filter((n) => !once.has(n));
  assert.deepEqual(missing, [], 'answered 200 and did not arrive');
  const ghosts = traffic.numbers(({ code }) => ['broker_unavailable', 'overloaded'].includes(code)).filter((n) => once.has(n));
  assert.deepEqual(ghosts, [], 'answered as never appended and arrived');
}
