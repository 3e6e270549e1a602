// The functions of docs/how-to/tokens.md, as they stand there, against a real server: each language signs a token with
// which the stock client joins, and publishes what the client gets. Languages beside Node's with SOCKETCHAT_LONG=1.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { root } from './lib/binary.mjs';
import { connect } from './lib/client.mjs';
import { temporaryFolder } from './lib/folder.mjs';
import { serve } from './lib/server.mjs';
import { KEY, now, sign } from './lib/token.mjs';
import { timed } from './lib/wait.mjs';

const server = await serve({ after });
const library = (name) => path.join(root, 'docs/how-to/_tokens', name);
const driver = (name) => path.join(root, 'e2e/backends', name);

/** Each language: `prepare` makes the command before KEY CHANNEL DATA [URL EVENT]. */
const LANGUAGES = {
  Node: () => [process.execPath, driver('node.mjs'), library('socketchat.mjs')],
  Python: () => ['python3', driver('python.py'), library('socketchat.py')],
  PHP: () => ['php', driver('php.php'), library('socketchat.php')],
  Ruby: () => ['ruby', driver('ruby.rb'), library('socketchat.rb')],
  Go: () => {
    const folder = temporaryFolder('go');
    for (const file of [library('socketchat.go'), driver('_go/main.go')]) fs.copyFileSync(file, path.join(folder, path.basename(file)));
    execFileSync('go', ['build', '-o', 'program', 'socketchat.go', 'main.go'], { cwd: folder });
    return [path.join(folder, 'program')];
  },
  Java: () => {
    const classes = temporaryFolder('java');
    execFileSync('javac', ['-encoding', 'UTF-8', '-d', classes, library('SocketChat.java'), driver('Main.java')]);
    return ['java', '-cp', classes, 'Main'];
  },
};

const CHANNELS = ['orders.42', 'räume/日本 "eins" \\ zwei', 'emoji 👋🏽'];
const DATA = JSON.stringify({
  user: { id: 1, name: 'Zoë </script> & "sons"', roles: ['a', 'b', []], deep: { er: { est: [null, true, 1.5, '日本 👋🏽'] } } }, empty: {}, url: 'https://example.com/a?b=c',
});

for (const [name, prepare] of Object.entries(LANGUAGES)) {
  const skip = name === 'Node' || process.env.SOCKETCHAT_LONG ? false : 'SOCKETCHAT_LONG is not set';
  test(`${name} signs and publishes`, { skip }, async (t) => {
    const [command, ...first] = prepare();
    const run = async (...args) => {
      const env = { PATH: process.env.PATH, HOME: process.env.HOME, LC_ALL: 'C.UTF-8', PYTHONDONTWRITEBYTECODE: '1' };
      return (await promisify(execFile)(command, [...first, ...args], { env, timeout: 60_000 })).stdout.trim();
    };
    const client = await connect(t, server);
    for (const channel of CHANNELS) {
      const from = now();
      const { result: token, ms } = await timed(() => run(KEY, channel, DATA));
      assert.deepEqual(await client.ask('join', token), { status: 'ok', channel });

      // The bytes that were signed are those that JSON.stringify makes of the same.
      const signed = JSON.parse(/^\{.*\}(?=[0-9a-f]{32}$)/s.exec(Buffer.from(token, 'base64').toString())[0]);
      assert.ok(signed.timestamp >= from + 60 && signed.timestamp <= from + 61 + ms / 1000, `timestamp ${signed.timestamp}`);
      assert.equal(token, sign(JSON.stringify({ channel, timestamp: signed.timestamp, data: JSON.parse(DATA) })));

      const answer = await run(KEY, channel, DATA, server.url, 'from-back-end');
      assert.match(answer, /\d/, 'a cursor');
      await client.saw('from-back-end');
      assert.deepEqual(client.all('from-back-end').pop(), [JSON.parse(DATA)]);
      client.events.length = 0;
    }
    await assert.rejects(run('wrong key', 'c', '1', server.url, 'e'), /invalid_api_key/);
  });
}
