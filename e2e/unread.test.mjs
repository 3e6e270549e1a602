// An error answered before a big body was read must arrive whole, whoever sends.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { temporaryFolder } from './lib/folder.mjs';
import { Raw } from './lib/raw.mjs';
import { serve } from './lib/server.mjs';
import { KEY } from './lib/token.mjs';
import { within } from './lib/wait.mjs';

const TRIES = 200;
const AT_ONCE = 4;
const server = await serve({ after });
const url = `${server.url}/api/socket/events`;
const big = Buffer.alloc(3_000_000, 'x');

// The three refusals that need no body.
const REFUSALS = [
  { status: 401, code: 'invalid_api_key', headers: { 'X-Api-Key': 'wrong', 'Content-Type': 'application/json' } },
  { status: 413, code: 'payload_too_large', headers: { 'X-Api-Key': KEY, 'Content-Type': 'application/json' } },
  { status: 415, code: 'invalid_content_type', headers: { 'X-Api-Key': KEY, 'Content-Type': 'text/plain' } },
];

/** Runs f(refusal) TRIES times, a few at once, and gives what was lost. */
async function losses(f) {
  const lost = [];
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < TRIES; i = next++) {
      const refusal = REFUSALS[i % REFUSALS.length];
      try {
        const { status, body } = await within(15_000, f(refusal), `try ${i}`);
        assert.equal(status, refusal.status);
        assert.equal(JSON.parse(body).code, refusal.code);
      } catch (err) {
        lost.push(`${i} (${refusal.status}): ${err.message} ${err.cause ?? ''}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return lost;
}

test(`curl sees the answer to 3 MB in each of ${TRIES} tries`, async () => {
  const file = path.join(temporaryFolder('body'), 'big');
  fs.writeFileSync(file, big);
  const curl = promisify(execFile);
  assert.deepEqual(await losses(async ({ headers }) => {
    const flags = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
    const { stdout } = await curl('curl', ['-sS', '-w', '\n%{http_code}', '--data-binary', `@${file}`, ...flags, url]);
    const [body, status] = stdout.split('\n');
    return { status: Number(status), body };
  }), []);
});

test(`fetch sees the answer to 3 MB in each of ${TRIES} tries`, async () => {
  assert.deepEqual(await losses(async ({ headers }) => {
    const answer = await fetch(url, { method: 'POST', headers, body: big });
    return { status: answer.status, body: await answer.text() };
  }), []);
});

test(`a pipelining client sees both answers, the second to 3 MB, in each of ${TRIES} tries`, async (t) => {
  assert.deepEqual(await losses(async ({ headers }) => {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('');
    const raw = new Raw(t, server);
    raw.send('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
    raw.send(`POST /api/socket/events HTTP/1.1\r\nHost: x\r\n${lines}Content-Length: ${big.length}\r\n\r\n`);
    raw.send(big);
    assert.equal((await raw.answer(1)).status, 200);
    const answer = await raw.answer(2);
    raw.socket.destroy();
    return answer;
  }), []);
});

test('after a refusal of up to 64 KiB the connection goes on', async (t) => {
  const raw = new Raw(t, server);
  for (let i = 0; i < 20; i++) {
    raw.send('POST /api/socket/events HTTP/1.1\r\nHost: x\r\nX-Api-Key: wrong\r\nContent-Length: 60000\r\n\r\n');
    raw.send(big.subarray(0, 60_000));
    raw.send('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
    assert.equal((await raw.answer(2 * i + 1)).status, 401);
    assert.equal((await raw.answer(2 * i + 2)).status, 200);
  }
});
