import fs from 'node:fs';
import path from 'node:path';
import { root } from './binary.mjs';
import { request } from './http.mjs';

const PREFIX = 'socketchat_';

/** The samples of a text exposition: [[name, labels, value]]; of a histogram only its count, under its own name. */
export function samples(text) {
  const histograms = new Set([...text.matchAll(/^# TYPE (\S+) histogram$/gm)].map(([, name]) => name));
  return [...text.matchAll(/^(\w+)(?:\{(.*)\})? (\S+)$/gm)].flatMap(([, name, labels = '', value]) => {
    const family = name.replace(/_(bucket|sum|count)$/, '');
    if (!histograms.has(family)) return [[name, labels, Number(value)]];
    return name.endsWith('_count') ? [[family, labels, Number(value)]] : [];
  });
}

/** The largest value that each of our series ever had, as `name` or `name label-value`, over all scrapes given to it. */
export class Seen {
  largest = new Map();

  take(text) {
    for (const [name, labels, value] of samples(text)) {
      if (!name.startsWith(PREFIX)) continue;
      const key = [name.slice(PREFIX.length), ...name.endsWith('_info') ? [] : labels.match(/(?<=")[^",]*(?=")/g) ?? []].join(' ');
      this.largest.set(key, Math.max(value, this.largest.get(key) ?? 0));
    }
    return this;
  }

  async scrape(server) {
    return this.take((await request(`${server.url}/metrics`)).text);
  }

  get known() {
    return [...this.largest.keys()].sort();
  }

  isZero(key) {
    return !this.largest.get(key);
  }
}

/** Whether "internal/hub TestX" or "x.test.mjs: the test's name" names a test that there is. */
export function testExists(reference) {
  const [, file, name] = reference.match(/^(\S+\.test\.mjs): (.*)$/) ?? [];
  if (file) return fs.readFileSync(path.join(root, 'e2e', file), 'utf8').includes(name);
  const [folder, go] = reference.split(' ');
  return fs.readdirSync(path.join(root, folder)).filter((entry) => entry.endsWith('_test.go'))
    .some((entry) => fs.readFileSync(path.join(root, folder, entry), 'utf8').includes(`func ${go}(`));
}
