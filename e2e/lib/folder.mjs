import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const folders = [];
process.on('exit', () => {
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
});

/** A folder of its own that is removed when the test process ends. */
export function temporaryFolder(name) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `socketchat-${name}-`));
  folders.push(folder);
  return folder;
}
