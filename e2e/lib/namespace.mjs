import { execFileSync } from 'node:child_process';

const ip = (...args) => execFileSync('ip', args, { stdio: 'pipe' });
const NOBODY = '02:00:00:00:00:01'; // an Ethernet address that no one has

/** Whether this machine lets us make network namespaces. */
export function canMakeNamespaces() {
  try {
    ip('netns', 'list');
    return process.getuid() === 0;
  } catch {
    return false;
  }
}

/** A network namespace behind a cable of its own, which can swallow packets without a reset. */
export class Namespace {
  constructor() {
    this.name = `sc${process.pid}`;
    this.outside = `${this.name}o`;
    this.inside = `${this.name}i`;
    const subnet = `10.213.${process.pid % 250}`;
    this.outsideAddress = `${subnet}.1`;
    this.address = `${subnet}.2`;
    ip('netns', 'add', this.name);
    process.on('exit', () => ip('netns', 'del', this.name)); // takes the cable with it
    ip('link', 'add', this.outside, 'type', 'veth', 'peer', 'name', this.inside, 'netns', this.name);
    ip('address', 'add', `${this.outsideAddress}/24`, 'dev', this.outside);
    ip('link', 'set', this.outside, 'up');
    this.#within('address', 'add', `${this.address}/24`, 'dev', this.inside);
    this.#within('link', 'set', 'lo', 'up');
    this.plug();
  }

  #within(...args) {
    ip('-netns', this.name, ...args);
  }

  /** What runs a command inside, to be put before it. */
  get prefix() {
    return ['ip', 'netns', 'exec', this.name];
  }

  /** Nothing passes in either direction. */
  unplug() {
    this.#within('link', 'set', this.inside, 'down');
  }

  plug() {
    this.#within('link', 'set', this.inside, 'up');
  }

  /** What is sent to the inside arrives; no answer comes back. */
  swallowAnswers() {
    this.#within('neighbour', 'replace', this.outsideAddress, 'lladdr', NOBODY, 'dev', this.inside, 'nud', 'permanent');
  }

  releaseAnswers() {
    this.#within('neighbour', 'del', this.outsideAddress, 'dev', this.inside);
  }
}
