import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from './folder.mjs';

export const root = fileURLToPath(new URL('../../', import.meta.url));

let built;

/** The server under test: SOCKETCHAT_BIN, or built once for this process. */
export function binary() {
  built ??= process.env.SOCKETCHAT_BIN ? path.resolve(process.env.SOCKETCHAT_BIN) : build();
  return built;
}

function build() {
  const file = path.join(temporaryFolder('bin'), 'socketchat');
  execFileSync(path.join(root, 'web/bundle.sh'), { stdio: ['ignore', 'ignore', 'inherit'] });
  const tags = process.env.SOCKETCHAT_TAGS ?? '';
  execFileSync('go', ['build', '-tags', tags, '-o', file, './cmd/socketchat'], { cwd: root, stdio: 'inherit' });
  return file;
}
