import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from './binary.mjs';
import { temporaryFolder } from './folder.mjs';

// docker-compose is a Python program, so what reads its YAML is there where it is.
const TO_JSON = 'import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)';

/**
 * What docker-compose makes of a file of the repository with these settings, or this text, in .env and with the text of an
 * override file; it needs no engine.
 */
export function composed(file, settings = {}, override = '') {
  const folder = temporaryFolder('compose');
  const dotenv = path.join(folder, '.env');
  const lines = typeof settings === 'string' ? settings : Object.entries(settings).map(([name, value]) => `${name}=${value}\n`).join('');
  fs.writeFileSync(dotenv, lines);
  const files = ['-f', path.join(root, file)];
  if (override) {
    fs.writeFileSync(path.join(folder, 'docker-compose.override.yml'), override);
    files.push('-f', path.join(folder, 'docker-compose.override.yml'));
  }
  const env = { PATH: process.env.PATH, HOME: process.env.HOME };
  const config = execFileSync('docker-compose', ['--env-file', dotenv, ...files, 'config'], { env });
  return JSON.parse(execFileSync('/usr/bin/python3', ['-c', TO_JSON], { input: config }));
}

/** A service's environment as a container gets it: text, with empty values. */
export const environment = (service) => Object.fromEntries(Object.entries(service.environment).map(([name, value]) => [name, String(value)]));

/** "15s" as milliseconds. */
export function milliseconds(duration) {
  const [, number, unit] = /^(\d+)(ms|s|m)$/.exec(duration);
  return Number(number) * { ms: 1, s: 1000, m: 60_000 }[unit];
}
