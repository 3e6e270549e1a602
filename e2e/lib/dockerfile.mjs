import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from './binary.mjs';
import { temporaryFolder } from './folder.mjs';

/**
 * Runs the Dockerfile's steps without an engine: each stage is a folder, RUN runs there with this machine's tools.
 * Enough of the grammar for our file; an instruction that it does not know is an error.
 * Answers the last stage: {folder, context, env, user, entrypoint, cmd, healthcheck, runs}.
 */
export function buildImage() {
  const context = buildContext();
  const stages = new Map();
  let stage;
  for (const [word, rest] of instructions(fs.readFileSync(path.join(root, 'Dockerfile'), 'utf8'))) {
    if (word === 'FROM') {
      const [, from, name = 'last'] = /^(\S+)(?: AS (\S+))?$/.exec(rest);
      stage = { from, folder: temporaryFolder('stage'), workdir: '/', env: {}, args: {}, runs: [], context };
      stages.set(name, stage);
      fs.chmodSync(stage.folder, 0o755);
    } else {
      (STEPS[word] ?? unknown(word))(stage, rest, stages);
    }
  }
  return stage;
}

const unknown = (word) => { throw new Error(`Dockerfile: ${word} is not known here`); };

const STEPS = {
  WORKDIR(stage, rest) {
    stage.workdir = rest;
    fs.mkdirSync(inside(stage, rest), { recursive: true });
  },
  ENV: (stage, rest) => assign(stage.env, rest),
  ARG: (stage, rest) => assign(stage.args, rest),
  USER(stage, rest) { stage.user = rest; },
  EXPOSE() {},
  HEALTHCHECK(stage, rest) { stage.healthcheck = JSON.parse(rest.slice(rest.indexOf('CMD ') + 4)); },
  ENTRYPOINT(stage, rest) { stage.entrypoint = JSON.parse(rest); },
  CMD(stage, rest) { stage.cmd = JSON.parse(rest); },
  RUN(stage, rest) {
    const env = { ...process.env, ...stage.args, ...stage.env };
    execFileSync('/bin/sh', ['-c', rest], { cwd: inside(stage, stage.workdir), env, stdio: ['ignore', 'inherit', 'inherit'] });
    stage.runs.push(rest);
  },
  COPY(stage, rest, stages) {
    const words = rest.split(/\s+/);
    const flags = words.filter((word) => word.startsWith('--'));
    const [to, ...sources] = words.filter((word) => !word.startsWith('--')).reverse();
    const from = flags.find((flag) => flag.startsWith('--from='))?.slice('--from='.length);
    const target = inside(stage, path.resolve(stage.workdir, to));
    for (const source of sources) {
      copy(path.join(from ? stages.get(from).folder : stage.context, source), target, to.endsWith('/') || to === '.' || sources.length > 1);
    }
    const owner = flags.find((flag) => flag.startsWith('--chown='))?.slice('--chown='.length).split(':').map(Number);
    if (owner) fs.chownSync(target, ...owner);
  },
};

const inside = (stage, name) => path.join(stage.folder, path.resolve(stage.workdir, name));

function assign(values, rest) {
  const [, name, value] = /^(\w+)=(.*)$/.exec(rest);
  values[name] = value;
}

/** As COPY does: a folder's contents, a file into a folder or under a name. */
function copy(source, target, intoFolder) {
  if (fs.statSync(source).isDirectory()) {
    fs.cpSync(source, target, { recursive: true });
    fs.chmodSync(target, fs.statSync(source).mode);
    return;
  }
  const file = intoFolder ? path.join(target, path.basename(source)) : target;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.copyFileSync(source, file);
}

function* instructions(text) {
  const lines = text.split('\n').filter((line) => !/^\s*(#|$)/.test(line));
  for (const line of lines.join('\n').replace(/\\\n\s*/g, '').split('\n')) {
    const [, word, rest] = /^(\w+)\s+(.*)$/.exec(line);
    yield [word, rest];
  }
}

/** The files that .dockerignore lets an engine see, in a folder of their own. */
function buildContext() {
  const folder = temporaryFolder('context');
  const rules = fs.readFileSync(path.join(root, '.dockerignore'), 'utf8').split('\n').filter((line) => line && !line.startsWith('#')).map(rule);
  const walk = (relative) => {
    for (const entry of fs.readdirSync(path.join(root, relative), { withFileTypes: true })) {
      const name = path.join(relative, entry.name);
      const ignored = rules.reduce((was, { pattern, keeps }) => (pattern.test(name) ? !keeps : was), false);
      if (entry.isDirectory()) {
        if (!ignored || rules.some(({ keeps, text }) => keeps && text.startsWith(`${name}/`))) walk(name);
      } else if (!ignored) {
        copy(path.join(root, name), path.join(folder, name), false);
      }
    }
  };
  walk('');
  return folder;
}

/** One line of .dockerignore: a pattern matches a path and what lies below it; ** is any number of folders. */
function rule(line) {
  const keeps = line.startsWith('!');
  const text = keeps ? line.slice(1) : line;
  const expression = text.split('/').map((part) => (part === '**' ? '(?:.*/)?' : `${part.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}/`)).join('');
  return { keeps, text, pattern: new RegExp(`^${expression.replace(/\/$/, '')}(/|$)`) };
}
