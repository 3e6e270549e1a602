import net from 'node:net';
import { temporaryFolder } from './folder.mjs';
import { freePort } from './port.mjs';
import { Program } from './program.mjs';
import { until, within } from './wait.mjs';

/** A real redis-server that keeps its data through restarts (every write is on disk before its answer). */
export class Redis {
  host = '127.0.0.1';
  prefix = []; // a command that runs it elsewhere

  /** At `host`, where `prefix` runs it; on this machine's loopback by default. */
  static async start(t, where = {}) {
    const redis = Object.assign(new Redis(), where);
    redis.port = await freePort();
    redis.folder = temporaryFolder('redis');
    t.after(() => redis.program.exit || redis.program.kill());
    return redis.start();
  }

  /** Starts it again on the same port with the data it had. */
  async start() {
    const [command, ...args] = [
      ...this.prefix, 'redis-server', '--port', this.port, '--bind', this.host, '--dir', this.folder, '--daemonize', 'no',
      '--save', '', '--appendonly', 'yes', '--appendfsync', 'always', '--maxmemory-policy', 'noeviction', '--protected-mode', 'no',
    ];
    this.program = new Program(command, args.map(String));
    await until(async () => await this.command('PING') === 'PONG', 'redis-server answers', 5000);
    return this;
  }

  /** What a server needs in its environment to use it. */
  get env() {
    return { REDIS_HOST: this.host, REDIS_PORT: String(this.port) };
  }

  kill() {
    return this.program.kill();
  }

  freeze() {
    this.program.freeze();
  }

  thaw() {
    this.program.thaw();
  }

  /** One command on a connection of its own; resolves to a simple, integer or bulk reply as text. */
  command(...args) {
    const socket = net.connect(this.port, this.host);
    const replied = new Promise((resolve, reject) => {
      let text = '';
      socket.setEncoding('latin1');
      socket.once('error', reject);
      socket.on('data', (chunk) => {
        text += chunk;
        const reply = parse(text);
        if (reply instanceof Error) reject(reply);
        else if (reply !== undefined) resolve(reply);
      });
      const parts = args.map(String).map((arg) => `$${Buffer.byteLength(arg)}\r\n${arg}\r\n`);
      socket.write(`*${args.length}\r\n${parts.join('')}`);
    });
    return within(2000, replied, `redis ${args.join(' ')}`).finally(() => socket.destroy());
  }
}

function parse(text) {
  const end = text.indexOf('\r\n');
  if (end < 0) return undefined;
  const line = text.slice(1, end);
  if (text[0] === '-') return new Error(line);
  if (text[0] !== '$') return line;
  const size = Number(line);
  if (size < 0) return '';
  return text.length >= end + 2 + size + 2 ? text.slice(end + 2, end + 2 + size) : undefined;
}
