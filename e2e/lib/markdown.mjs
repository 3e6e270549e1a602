import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from './binary.mjs';

/** The documents of the repository, as paths from its root. */
export function documents() {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], { cwd: root, encoding: 'utf8' });
  return files.split('\n').filter((name) => name && fs.existsSync(path.join(root, name)));
}

/**
 * The fenced blocks of a document: {document, line, language, text, marks}; marks are the comments right above it, such as
 * "run: first minute".
 */
export function fences(document) {
  const lines = fs.readFileSync(path.join(root, document), 'utf8').split('\n');
  const blocks = [];
  let marks = [];
  for (let i = 0; i < lines.length; i++) {
    const mark = /^<!-- (.*) -->$/.exec(lines[i]);
    const open = /^(```+)(\w*)$/.exec(lines[i]);
    if (mark) marks.push(mark[1]);
    if (open) {
      const end = lines.indexOf(open[1], i + 1);
      if (end < 0) throw new Error(`${document}:${i + 1}: the block is not closed`);
      blocks.push({ document, line: i + 1, language: open[2], text: lines.slice(i + 1, end).join('\n') + '\n', marks });
      i = end;
    }
    if (!mark) marks = [];
  }
  return blocks;
}

/** What a mark with this word says, such as the name after "run: ". */
export const marked = (block, word) => block.marks.find((mark) => mark.startsWith(`${word}: `))?.slice(word.length + 2);

/** The block of a document with this name, as a script whose last command takes the shell's place, so that it can be stopped. */
export function script(document, name) {
  const block = fences(document).find((one) => marked(one, 'run') === name);
  if (!block) throw new Error(`${document} has no block "run: ${name}"`);
  const lines = block.text.trimEnd().split('\n');
  return [...lines.slice(0, -1), `exec ${lines.at(-1)}`].join('\n');
}
