import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from './folder.mjs';

/**
 * A certificate authority made for this run and a certificate for localhost that it signed:
 * ca is its text; chain, key and both (one file) are paths.
 */
export function certificate() {
  const folder = temporaryFolder('tls');
  fs.chmodSync(folder, 0o755);
  const file = (name) => path.join(folder, name);
  const openssl = (...args) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...newKey, '-days', '2', '-subj', '/CN=Test CA', '-keyout', 'ca.key', '-out', 'ca.pem');
  openssl('req', ...newKey, '-subj', '/CN=localhost', '-keyout', 'privkey.pem', '-out', 'request.pem');
  fs.writeFileSync(file('extensions'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
  openssl('x509', '-req', '-in', 'request.pem', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'extensions', '-out', 'fullchain.pem');
  fs.writeFileSync(file('haproxy.pem'), fs.readFileSync(file('fullchain.pem'), 'utf8') + fs.readFileSync(file('privkey.pem'), 'utf8'));
  return { ca: fs.readFileSync(file('ca.pem'), 'utf8'), chain: file('fullchain.pem'), key: file('privkey.pem'), both: file('haproxy.pem') };
}
