import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../lib/binary.mjs';
import { temporaryFolder } from '../lib/folder.mjs';
import { freePort } from '../lib/port.mjs';
import { Program } from '../lib/program.mjs';

// Heartbeats stay out of conversations that are not about them.
const CALM = ['-ping-interval', '60s', '-ping-timeout', '60s', '-connect-timeout', '60s'];
// Long enough that a machine which is late for some hundred milliseconds is not taken for a server that differs: the limit of CONNECT
// lies in the middle between two pings.
const QUICK = ['-ping-interval', '1200ms', '-ping-timeout', '800ms', '-connect-timeout', '4200ms'];

/**
 * The servers that a conversation may be held with; each is there twice, the official one and ours. A conversation that stops its
 * server has one of its own.
 */
export const SERVERS = {
  socketio: ['-mode', 'socketio', '-path', '/socket.io/', '-max-payload', '100000', ...CALM],
  engineio: ['-mode', 'engineio', '-path', '/engine.io/', '-max-payload', '100000', ...CALM],
  'stopping socketio': ['-mode', 'socketio', '-path', '/socket.io/', '-max-payload', '100000', ...CALM],
  'stopping engineio': ['-mode', 'engineio', '-path', '/engine.io/', '-max-payload', '100000', ...CALM],
  'quick socketio': ['-mode', 'socketio', '-path', '/socket.io/', '-max-payload', '100000', ...QUICK],
  'quick engineio': ['-mode', 'engineio', '-path', '/engine.io/', '-max-payload', '100000', ...QUICK],
};

function conformance() {
  if (process.env.CONFORMANCE_BIN) return path.resolve(process.env.CONFORMANCE_BIN);
  execFileSync(path.join(root, 'web/bundle.sh'), { stdio: ['ignore', 'ignore', 'inherit'] });
  const file = path.join(temporaryFolder('bin'), 'conformance');
  execFileSync('go', ['build', '-tags', process.env.SOCKETCHAT_TAGS ?? '', '-o', file, './cmd/conformance'], { cwd: root, stdio: 'inherit' });
  return file;
}

/** The two programs that take these flags. */
const COMMANDS = {
  official: () => [process.execPath, fileURLToPath(new URL('official.mjs', import.meta.url))],
  ours: () => [built ??= conformance()],
};
let built;

async function start(t, [command, ...first], flags) {
  const port = await freePort();
  const program = new Program(command, [...first, '-listen', `127.0.0.1:${port}`, ...flags]);
  t.after(() => program.exit || program.kill());
  await program.line(/^listening/);
  return { port, path: flags[flags.indexOf('-path') + 1], url: `http://127.0.0.1:${port}`, program };
}

/** One of the servers of ours, or the official one: {port, path, url, program}. It ends with t. */
export const startTarget = (t, name, who = 'ours') => start(t, COMMANDS[who](), SERVERS[name]);

/** All that are shared: {official: {socketio: {port, path, url, program}, …}, ours: {…}}. They end with t. */
export async function startTargets(t) {
  const targets = { official: {}, ours: {} };
  const starts = Object.entries(COMMANDS).flatMap(([who, command]) => {
    const made = command();
    return Object.entries(SERVERS).filter(([name]) => !name.startsWith('stopping')).map(async ([name, flags]) => { targets[who][name] = await start(t, made, flags); });
  });
  await Promise.all(starts);
  return targets;
}
