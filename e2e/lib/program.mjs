import { spawn } from 'node:child_process';
import readline from 'node:readline';
import { until, within } from './wait.mjs';

const running = new Set();
process.on('exit', () => {
  for (const program of running) program.signal('SIGKILL');
});

/** A child process whose output lines are kept, ended by its pid at the latest with the tests. */
export class Program {
  lines = []; // stdout and stderr, in order of arrival
  exit = null; // {code, signal} once it ended

  constructor(command, args = [], { env = {}, cwd } = {}) {
    this.name = `${command.split('/').pop()} ${args.join(' ')}`.trim();
    this.child = spawn(command, args, {
      cwd,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(this);
    for (const stream of [this.child.stdout, this.child.stderr]) {
      readline.createInterface({ input: stream }).on('line', (line) => this.lines.push(line));
    }
    this.ended = new Promise((resolve) => {
      this.child.once('error', (err) => this.lines.push(String(err)));
      this.child.once('close', (code, signal) => {
        running.delete(this);
        this.exit = { code, signal };
        resolve(this.exit);
      });
    });
  }

  get pid() {
    return this.child.pid;
  }

  get output() {
    return this.lines.join('\n');
  }

  signal(name) {
    if (!this.exit && this.child.pid) this.child.kill(name);
  }

  /** The first line, past or coming, that matches. */
  async line(pattern, ms = 10_000) {
    try {
      return await until(() => this.lines.find((line) => pattern.test(line)), `line ${pattern}`, ms);
    } catch (err) {
      throw this.explain(err);
    }
  }

  /** How it ended: {code, signal}. */
  async end(ms = 10_000) {
    try {
      return await within(ms, this.ended, `end of ${this.name}`);
    } catch (err) {
      throw this.explain(err);
    }
  }

  /** SIGTERM and its end; SIGKILL when that takes too long. */
  async stop(ms = 10_000) {
    this.signal('SIGCONT');
    this.signal('SIGTERM');
    try {
      return await this.end(ms);
    } catch (err) {
      this.signal('SIGKILL');
      throw err;
    }
  }

  async kill() {
    this.signal('SIGKILL');
    return this.end();
  }

  freeze() {
    this.signal('SIGSTOP');
  }

  thaw() {
    this.signal('SIGCONT');
  }

  explain(err) {
    err.message += `\n${this.name} ${this.exit ? `ended: ${JSON.stringify(this.exit)}` : 'still runs'}; its last lines:\n  `
      + this.lines.slice(-15).join('\n  ');
    return err;
  }
}
