// The demo page in a real browser: what a new user sees in the first minute.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { binaryWithoutBundle } from './lib/binary.mjs';
import { browser, screenshotPath } from './lib/browser.mjs';
import { connect } from './lib/client.mjs';
import { publish } from './lib/publish.mjs';
import { dev } from './lib/server.mjs';
import { event } from './lib/wait.mjs';

const run = promisify(execFile);
const CLIENT = fileURLToPath(new URL('./node_modules/socket.io-client/dist/socket.io.min.js', import.meta.url));

const server = await dev({ after });
const { context, problems } = await browser({ after }, { colorScheme: 'light' });

/** The demo page, opened. */
async function demo(t, at = server) {
  const page = await context.newPage();
  t.after(() => page.close());
  await page.goto(`http://localhost:${at.port}/`);
  return page;
}

const shows = (page, id, text) => page.locator(`#${id}`, { hasText: text }).waitFor();

async function joined(t) {
  const page = await demo(t);
  await shows(page, 'feed', 'joined test-123');
  return page;
}

test('it connects, upgrades and joins by itself', async (t) => {
  const page = await joined(t);
  await shows(page, 'state', /^connected$/);
  await shows(page, 'transport', /^websocket$/);
  await shows(page, 'members', /^\d+$/);
  assert.equal(await page.locator('#problem').isVisible(), false);
});

test('the curl on the page, pasted, shows its message there and in another client', async (t) => {
  const page = await joined(t);
  const client = await connect(t, server);
  await client.join('test-123');
  await shows(page, 'members', /^2$/);
  const { stdout } = await run('bash', ['-c', await page.locator('#curl').textContent()]);
  assert.equal(JSON.parse(stdout).status, 'ok');
  await shows(page, 'feed', '{"user_id":1}');
  await client.saw('join-channel', (data) => data.user_id === 1);
});

test('the form publishes what is typed, as it is typed', async (t) => {
  const page = await joined(t);
  const client = await connect(t, server);
  await client.join('test-123');
  await page.fill('#event', 'from-the-form');
  await page.fill('#data', '{"z":1.0,"a":12345678901234567890,"it\'s":"<b>é</b>"}');
  await page.click('#send');
  await shows(page, 'result', /^200 /);
  await client.saw('from-the-form');
  assert.equal(client.packets.at(-1), '2["from-the-form",{"z":1.0,"a":12345678901234567890,"it\'s":"<b>é</b>"}]');
  await shows(page, 'feed', 'from-the-form');
  const { stdout } = await run('bash', ['-c', await page.locator('#curl').textContent()]);
  assert.equal(JSON.parse(stdout).status, 'ok');
});

test('bad data is refused on the page, and the server\'s refusal is shown', async (t) => {
  const page = await joined(t);
  await page.fill('#data', '{oops');
  await page.click('#send');
  await shows(page, 'result', /not JSON/);
  await page.fill('#data', '');
  await page.fill('#event', 'disconnect');
  const refusal = event(context, 'console');
  await page.click('#send');
  await shows(page, 'result', /^400 .*reserved/);
  await refusal;
  problems.length = 0; // the browser logs the 400
});

test('what arrives is text, newest first', async (t) => {
  const page = await joined(t);
  await publish(server, 'test-123', '<img src=x onerror=alert(1)>', '"first"');
  await publish(server, 'test-123', 'plain', '"<script>alert(1)</script>"');
  await shows(page, 'feed', 'plain');
  const [newest, next] = await page.locator('#feed li').allTextContents();
  assert.match(newest, /plain"<script>alert\(1\)<\/script>"$/);
  assert.match(next, /<img src=x onerror=alert\(1\)>"first"$/);
  assert.equal(await page.locator('#feed img, #feed script').count(), 0);
});

test('when the server restarts the page comes back and joins with a fresh token', async (t) => {
  const own = await dev(t);
  const page = await demo(t, own);
  await shows(page, 'feed', 'joined test-123');
  await own.stop();
  await shows(page, 'state', /^(disconnected|connecting)$/);
  const again = await own.again();
  t.after(() => again.stop());
  const token = page.waitForResponse((answer) => answer.url().includes('/token?channel='));
  await shows(page, 'state', /^connected$/);
  assert.equal((await token).status(), 200);
  await page.locator('#feed', { hasText: /joined test-123.*joined test-123/s }).waitFor();
  await publish(again, 'test-123', 'after', '1');
  await shows(page, 'feed', 'after');
  problems.length = 0; // the browser logs each failed attempt
});

test('pictures of it, light, dark and narrow', async (t) => {
  const page = await joined(t);
  await shows(page, 'transport', /^websocket$/);
  await publish(server, 'test-123', 'join-channel', '{"user_id":1}');
  await shows(page, 'feed', 'user_id');
  for (const [name, scheme, width] of [['light', 'light', 1200], ['dark', 'dark', 1200], ['narrow', 'light', 420]]) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 900 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(overflow <= 0, `${name}: ${overflow} px wider than the window`);
    const file = screenshotPath(`demo-${name}`);
    await page.screenshot({ path: file, fullPage: true });
    assert.ok(fs.statSync(file).size > 10_000);
  }
});

test('no page had an error', () => {
  assert.deepEqual(problems, []);
});

test('built without the client, the page takes it from the CDN if its hash is right', async (t) => {
  const own = await dev(t, {}, binaryWithoutBundle());
  const client = fs.readFileSync(CLIENT, 'utf8');
  const asked = [];
  let body = client;
  // The CDN's part is played by the npm package: the tests have no network.
  await context.route(/^https:/, (route) => {
    asked.push(route.request().url());
    return route.fulfill({ body, contentType: 'application/javascript', headers: { 'Access-Control-Allow-Origin': '*' } });
  });
  const page = await demo(t, own);
  await shows(page, 'feed', 'joined test-123');
  assert.equal(asked.length, 1);
  assert.match(asked[0], /\/socket\.io-client@[\d.]+\/dist\/socket\.io\.min\.js$/);
  const snippet = await page.textContent('#snippet');
  assert.match(snippet, /^<script src="https:[^"]+" integrity="sha384-[^"]+" crossorigin="anonymous"><\/script>/);

  body = `${client} `;
  const tampered = await demo(t, own);
  await shows(tampered, 'problem', /client library did not load/);
  await shows(tampered, 'state', /^disconnected$/);
});
