import fs from 'node:fs';
import path from 'node:path';
import { root } from './binary.mjs';

/** The fenced block of a document that follows `<!-- run: name -->`. */
export function fenced(document, name) {
  const text = fs.readFileSync(path.join(root, document), 'utf8');
  const marker = `<!-- run: ${name} -->\n`;
  const [, block] = text.slice(text.indexOf(marker)).match(/^.*\n```\w*\n([^]*?)```/) ?? [];
  if (!text.includes(marker) || !block) throw new Error(`${document} has no block "${name}"`);
  return block;
}
