// The documents: every command is run or says why not, shown code is the code that is tested, links lead somewhere.
// The README's commands are run by readme.test.mjs. UPDATE=1 writes the shown code anew.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { root } from './lib/binary.mjs';
import { browser } from './lib/browser.mjs';
import { temporaryFolder } from './lib/folder.mjs';
import { documents, fences, marked, script } from './lib/markdown.mjs';
import { freePort } from './lib/port.mjs';
import { serve } from './lib/server.mjs';
import { run, start } from './lib/shell.mjs';

const read = (name) => fs.readFileSync(path.join(root, name), 'utf8');
const all = documents();
const blocks = all.flatMap(fences);

test('every command in a document is run by a test or says why not', () => {
  const tests = fs.readdirSync(path.join(root, 'e2e')).filter((name) => name.endsWith('.test.mjs')).map((name) => read(`e2e/${name}`)).join('\n');
  for (const block of blocks.filter(({ language }) => ['sh', 'bash', 'shell', 'console'].includes(language))) {
    const where = `${block.document}:${block.line}`;
    const name = marked(block, 'run');
    assert.ok(name || marked(block, 'not run'), `${where}: put <!-- run: name --> or <!-- not run: why --> above the block`);
    if (name && !name.startsWith('elsewhere: ')) assert.ok(tests.includes(`'${name}'`), `${where}: no test runs '${name}'`);
  }
});

test('every block says its language', () => {
  for (const { document, line, language } of blocks) assert.ok(language, `${document}:${line}: put a language after the fence, or text`);
});

test('the nginx example of the README is part of the file that is tested', () => {
  const tested = read('deploy/nginx.conf').split('\n').map((line) => line.trim());
  const [example] = blocks.filter(({ document, language }) => document === 'README.md' && language === 'nginx');
  assert.ok(example, 'the README has no nginx example');
  for (const line of example.text.trimEnd().split('\n')) assert.ok(tested.includes(line.trim()), `not in deploy/nginx.conf: ${line}`);
});

test('shown code is the code that is tested', () => {
  for (const block of blocks) {
    const file = marked(block, 'code');
    if (!file) continue;
    const code = read(`docs/${file}`);
    if (process.env.UPDATE && block.text !== code) {
      const lines = read(block.document).split('\n');
      lines.splice(block.line, block.text === '\n' ? 0 : block.text.split('\n').length - 1, ...code.trimEnd().split('\n'));
      fs.writeFileSync(path.join(root, block.document), lines.join('\n'));
      assert.fail(`${block.document} now shows ${file}; run again until nothing is left to write`);
    }
    assert.equal(block.text, code, `${block.document}:${block.line} does not show ${file}. Run: UPDATE=1 node --test e2e/docs.test.mjs`);
  }
  const shown = new Set(blocks.map((block) => marked(block, 'code')));
  for (const name of fs.readdirSync(path.join(root, 'docs/how-to/_tokens'))) assert.ok(shown.has(`how-to/_tokens/${name}`), `${name} is not shown`);
});

test('links between documents lead to files, and every document is linked', () => {
  const targets = new Set(['README.md']);
  for (const document of all) {
    for (const [, target] of read(document).replace(/```[^]*?\n```/g, '').matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const file = path.join(path.dirname(document), target);
      assert.ok(fs.existsSync(path.join(root, file)), `${document} links to ${target}, which does not exist`);
      targets.add(file);
    }
  }
  for (const document of all.filter((name) => name.startsWith('docs/'))) assert.ok(targets.has(document), `nothing links to ${document}`);
});

test('tests that documents name exist', () => {
  const go = execFileSync('git', ['grep', '-ho', '^func Test[A-Za-z0-9]*', '--', '*_test.go'], { cwd: root, encoding: 'utf8' });
  const tests = new Set(go.split('\n').map((line) => line.replace('func ', '')));
  for (const document of all) {
    for (const [, name] of read(document).matchAll(/`(Test[A-Z]\w+)`/g)) assert.ok(tests.has(name), `${document}: there is no ${name}`);
  }
});

test('the tutorial, from its first command to its last', async (t) => {
  const document = 'docs/tutorial/live-orders.md';
  const [port, shop] = [await freePort(), await freePort()];
  const here = temporaryFolder('tutorial');
  const local = (text) => text.replaceAll('.key', `${here}/key`).replaceAll('localhost:8080', `localhost:${shop}`);

  const server = start(t, local(script(document, 'tutorial: start the server')), { PORT: String(port), HOST: '127.0.0.1' });
  await server.line(/"msg":"listening"/, 300_000); // it builds first
  const env = { CHAT_URL: `http://127.0.0.1:${port}`, SHOP_PORT: String(shop) };
  const backend = start(t, local(script(document, 'tutorial: start the back end')), env);
  await backend.line(/The shop/);

  const { context, problems } = await browser(t);
  const pages = await Promise.all([42, 43].map(async (order) => {
    const page = await context.newPage();
    await page.goto(`http://localhost:${shop}/?order=${order}`);
    await page.getByText(`Order ${order}: waiting for your payment`).waitFor();
    return page;
  }));
  const paid = await run(t, local(script(document, 'tutorial: pay')));
  assert.ok(JSON.parse(paid).cursor, paid);
  await pages[0].getByText('Order 42: paid at').waitFor();
  assert.match(await pages[1].textContent('h1'), /Order 43: waiting/);

  // 5: break it, and start it again with the same key.
  await server.stop();
  await pages[0].getByText('Order 42: connecting').waitFor();
  const again = start(t, local('HTTP_API_KEY=$(cat .key) exec bin/socketchat serve'), { PORT: String(port), HOST: '127.0.0.1' });
  await again.line(/"msg":"listening"/);
  await pages[0].getByText('Order 42: waiting for your payment').waitFor();
  await run(t, local(script(document, 'tutorial: pay')));
  await pages[0].getByText('Order 42: paid at').waitFor();
  assert.deepEqual(problems.filter((text) => !/ERR_CONNECTION_REFUSED|Failed to load resource|WebSocket/.test(text)), []);
});

test('the key is rotated as described', async (t) => {
  const output = await run(t, script('docs/how-to/rotate-keys.md', 'rotate a key').replace('\nexec ', '\n'));
  assert.match(output, /Signed with key 1 of 2/);
  assert.match(output, /Signed with key 2 of 2/);
  assert.match(output, /refused, as it should be$/);
});

test('metrics and pprof are where they are said to be', async (t) => {
  const admin = await freePort();
  await serve(t, { ADMIN_ADDR: `127.0.0.1:${admin}` });
  const goroutines = path.join(temporaryFolder('pprof'), 'goroutines.txt');
  const text = script('docs/how-to/monitor.md', 'monitor').replaceAll('127.0.0.1:9090', `127.0.0.1:${admin}`).replace('goroutines.txt', goroutines);
  assert.match(await run(t, text), /^socketchat_ready 1$/m);
  assert.match(fs.readFileSync(goroutines, 'utf8'), /^goroutine profile/);
});

test('the commands of CONTRIBUTING.md work', async (t) => {
  const output = await run(t, script('CONTRIBUTING.md', 'contributing: one of each').replace('\nexec ', '\n'), {}, 300_000);
  assert.match(output, /^ok\s+socketchat\/auth/m);
  assert.match(output, /^# fail 0$/m);
});
