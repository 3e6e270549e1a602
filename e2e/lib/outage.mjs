import assert from 'node:assert/strict';
import { request } from './http.mjs';
import { promiseKept } from './promise-kept.mjs';
import { lasts } from './wait.mjs';

const FAULT = 2500; // longer than an answer, a heartbeat and a read may take

/** Promised for /readyz to fail and to hold again, and a busy machine's part. */
export const READY_LIMIT = 3000 + 1000;

/** The nodes fail /readyz in time after `fault` and hold it in time after `repair`; clients and promises survive. */
export async function outage({ nodes, clients }, traffic, fault, repair) {
  await traffic.flows();
  await fault();
  await Promise.all(nodes.map((node) => node.ready(false, READY_LIMIT)));
  await traffic.answered(({ code }) => code === 'broker_unavailable', 'a publish is answered broker_unavailable');
  await lasts(FAULT);
  assert.deepEqual(await Promise.all(nodes.map((node) => node.isReady())), nodes.map(() => false));
  for (const node of nodes) assert.equal((await request(`${node.url}/healthz`)).status, 200);
  await repair();
  await Promise.all(nodes.map((node) => node.ready(true, READY_LIMIT)));
  await traffic.flows();
  await traffic.stop();
  await promiseKept(traffic, nodes, clients);
  for (const client of clients) assert.deepEqual(client.disconnects, [], 'a client lost its connection');
}
