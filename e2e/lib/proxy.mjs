import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from './binary.mjs';
import { temporaryFolder } from './folder.mjs';
import { request } from './http.mjs';
import { Program } from './program.mjs';
import { until } from './wait.mjs';

/** The text of a file in deploy/ with addresses and paths of this test; each must occur. */
export function deployed(name, replacements) {
  let text = fs.readFileSync(path.join(root, 'deploy', name), 'utf8');
  for (const [from, to] of Object.entries(replacements)) {
    assert.ok(text.includes(from), `deploy/${name} has no ${from}`);
    text = text.replaceAll(from, to);
  }
  return text;
}

/** Where two nodes are in the files of deploy/, and the paths of the certificate. */
const NODES = ['10.0.0.1:3000', '10.0.0.2:3000'];
const CHAIN = '/etc/ssl/chat.example.com/fullchain.pem';
const KEY = '/etc/ssl/chat.example.com/privkey.pem';
const BOTH = '/etc/ssl/chat.example.com/haproxy.pem';

const nodesAt = (nodes) => Object.fromEntries(nodes.map((node, i) => [NODES[i], `127.0.0.1:${node.port}`]));

/** What differs between the proxies: what becomes of the file, and how it is started. Each runs in its own folder. */
export const PROXIES = {
  nginx: {
    config: (folder, port, nodes, { chain, key }) => deployed('nginx.conf', {
      ...nodesAt(nodes), '/run/nginx.pid': path.join(folder, 'pid'), 'listen 443': `listen 127.0.0.1:${port}`, [CHAIN]: chain, [KEY]: key,
    }),
    command: (file, folder) => ['nginx', '-e', 'stderr', '-p', folder, '-c', file, '-g', 'daemon off;'],
  },
  haproxy: {
    config: (folder, port, nodes, { both }) => deployed('haproxy.cfg', { ...nodesAt(nodes), 'bind :443': `bind 127.0.0.1:${port}`, [BOTH]: both }),
    command: (file) => ['haproxy', '-db', '-f', file],
  },
  caddy: {
    // Without its port for administration and its redirect from port 80.
    config: (folder, port, nodes, { chain, key }) => '{\n\tadmin off\n\tauto_https disable_redirects\n}\n' + deployed('Caddyfile', {
      ...nodesAt(nodes), 'chat.example.com {': `localhost:${port} {\n\tbind 127.0.0.1`, [CHAIN]: chain, [KEY]: key,
    }),
    command: (file) => ['caddy', 'run', '--adapter', 'caddyfile', '--config', file],
  },
  apache: {
    config: (folder, port, nodes, { chain, key }) => apacheAround(folder) + deployed('apache.conf', {
      ...nodesAt(nodes), 'Listen 443': `Listen 127.0.0.1:${port}`, '*:443': `*:${port}`, [CHAIN]: chain, [KEY]: key,
    }),
    command: (file) => ['apache2', '-DFOREGROUND', '-f', file],
  },
};

/** What Debian's apache2.conf and a2enmod, with the modules that the file names, would have around a site. */
function apacheAround(folder) {
  const site = fs.readFileSync(path.join(root, 'deploy/apache.conf'), 'utf8');
  const named = /a2enmod (.*)/.exec(site)[1].split(' ');
  const modules = ['mpm_event', 'authz_core', 'slotmem_shm', ...named].map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so\n`);
  return `ServerRoot ${folder}\nDefaultRuntimeDir ${folder}\nPidFile ${folder}/pid\nErrorLog ${folder}/error.log\nServerName localhost\n`
    + `${modules.join('')}User www-data\nGroup www-data\n`;
}

/** What lets no worker of a proxy outlive it, also when the tests are killed: a process namespace of its own. */
const TOGETHER = spawnSync('unshare', ['--pid', '--fork', 'true']).status === 0 ? ['unshare', '--pid', '--fork', '--kill-child'] : [];

/** Starts a proxy with this text as its configuration; resolves when `url` answers by way of it. */
export async function startProxy(t, { config, command }, url, ca) {
  const folder = temporaryFolder('proxy');
  fs.chmodSync(folder, 0o755);
  const file = path.join(folder, 'config');
  fs.writeFileSync(file, config(folder));
  const [name, ...args] = [...TOGETHER, ...command(file, folder)];
  const PATH = `${process.env.PATH}:/usr/sbin:/sbin`;
  const proxy = new Program(name, args, { cwd: folder, env: { PATH, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder } });
  t.after(() => proxy.exit || (TOGETHER.length ? proxy.kill() : proxy.stop()));
  proxy.url = url;
  proxy.ca = ca;
  try {
    await until(async () => proxy.exit || (await request(`${url}/healthz`, { ca })).status === 200, `${proxy.name} passes on`, 15_000);
  } catch (err) {
    throw proxy.explain(err);
  }
  if (proxy.exit) throw proxy.explain(new Error(`${proxy.name} did not start`));
  return proxy;
}
