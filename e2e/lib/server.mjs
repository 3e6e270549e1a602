import { binary } from './binary.mjs';
import { request } from './http.mjs';
import { freePort } from './port.mjs';
import { Program } from './program.mjs';
import { KEY } from './token.mjs';
import { until } from './wait.mjs';

/** A running socketchat; prefix is a command that runs it, such as prlimit with its options. */
export class Server extends Program {
  constructor(command, env, file = binary(), prefix = []) {
    const [program, ...args] = [...prefix, file, command];
    super(program, args, { env });
    this.file = file;
    this.prefix = prefix;
    this.command = command;
    this.env = env;
    this.port = Number(env.PORT);
    this.url = `http://127.0.0.1:${this.port}`;
  }

  /** Resolves when /healthz answers; fails early when the program ended. */
  async healthy(ms = 10_000) {
    try {
      await until(async () => {
        if (this.exit) return true;
        return (await request(`${this.url}/healthz`)).status === 200;
      }, `${this.name} answers /healthz`, ms);
    } catch (err) {
      throw this.explain(err);
    }
    if (this.exit) throw this.explain(new Error(`${this.name} did not start`));
    return this;
  }

  async isReady() {
    return (await request(`${this.url}/readyz`)).status === 200;
  }

  /** Resolves when /readyz says 200 (or, with false, 503). */
  async ready(want = true, ms = 10_000) {
    try {
      await until(async () => await this.isReady() === want, `readiness ${want} of ${this.name}`, ms);
    } catch (err) {
      throw this.explain(err);
    }
    return this;
  }

  /** The same again on the same port, after it ended. */
  again(env = {}) {
    return new Server(this.command, { ...this.env, ...env }, this.file, this.prefix).healthy();
  }

  /** A metric's value summed over the label sets that `filter` matches; an unknown name is an error. */
  async metric(name, filter = /./) {
    const { text } = await request(`${this.url}/metrics`);
    const samples = text.split('\n').filter((line) => line.match(/^\w+/)?.[0] === name);
    if (samples.length === 0) throw new Error(`/metrics has no ${name}`);
    return samples.filter((line) => filter.test(line)).reduce((sum, line) => sum + Number(line.split(' ').pop()), 0);
  }
}

async function start(t, command, env, file, prefix) {
  const server = new Server(command, { PORT: String(await freePort()), ...env }, file, prefix);
  t.after(() => server.exit || server.kill());
  return server.healthy();
}

/** `socketchat serve` with these settings, killed when test t ends. */
export const serve = (t, env = {}, prefix = []) =>
  start(t, 'serve', { HOST: '127.0.0.1', HTTP_API_KEY: KEY, ...env }, undefined, prefix);

/** `socketchat dev` on a free port, killed when test t ends; file is another program than the one under test. */
export const dev = (t, env = {}, file = undefined) => start(t, 'dev', env, file);
