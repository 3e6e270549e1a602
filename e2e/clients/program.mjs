import { spawn } from 'node:child_process';
import readline from 'node:readline';
import { Remote } from './remote.mjs';

/**
 * A client in a program: command() is its command line, to which url, transport and auth are added.
 * It is told a JSON list a line on its standard input, reports so on its output, and ends when its input ends.
 */
export const program = (name, transports, command) => ({
  name,
  transports,
  async start(t, url, transport, auth) {
    const [file, ...args] = command();
    const child = spawn(file, [...args, url, transport, JSON.stringify(auth)], { stdio: ['pipe', 'pipe', 'pipe'] });
    t.after(() => child.kill('SIGKILL'));
    const remote = new Remote(`${name}, ${transport}`, (list) => child.stdin.write(`${JSON.stringify(list)}\n`));
    child.stdin.on('error', () => {}); // it ended: what it said of that is in errors
    child.on('error', (err) => remote.errors.push(String(err)));
    readline.createInterface({ input: child.stdout }).on('line', (line) => remote.report(JSON.parse(line)));
    readline.createInterface({ input: child.stderr }).on('line', (line) => remote.errors.push(line));
    return remote;
  },
});
