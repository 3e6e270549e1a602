import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from './folder.mjs';

export const root = fileURLToPath(new URL('../../', import.meta.url));

let built;

/** The server under test: SOCKETCHAT_BIN, or built once for this process. */
export function binary() {
  built ??= process.env.SOCKETCHAT_BIN ? path.resolve(process.env.SOCKETCHAT_BIN) : buildWithBundle();
  return built;
}

function buildWithBundle() {
  execFileSync(path.join(root, 'web/bundle.sh'), { stdio: ['ignore', 'ignore', 'inherit'] });
  return build([]);
}

/** A server built as where npm is missing: without the stock client. */
export function binaryWithoutBundle() {
  const bundle = path.join(root, 'web/bundle');
  const files = fs.readdirSync(bundle).filter((name) => name.startsWith('socket.io.'));
  const overlay = path.join(temporaryFolder('overlay'), 'overlay.json');
  // An empty replacement makes the Go build see no such file.
  fs.writeFileSync(overlay, JSON.stringify({ Replace: Object.fromEntries(files.map((name) => [path.join(bundle, name), ''])) }));
  return build(['-overlay', overlay]);
}

function build(flags) {
  const file = path.join(temporaryFolder('bin'), 'socketchat');
  const tags = process.env.SOCKETCHAT_TAGS ?? '';
  execFileSync('go', ['build', ...flags, '-tags', tags, '-o', file, './cmd/socketchat'], { cwd: root, stdio: 'inherit' });
  return file;
}
