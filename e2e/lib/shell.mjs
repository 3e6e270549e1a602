import { root } from './binary.mjs';
import { Program } from './program.mjs';

/** A script of a document, started in the repository as a reader would, stopped with test t. */
export function start(t, text, env = {}) {
  const program = new Program('bash', ['-euo', 'pipefail', '-c', text], { cwd: root, env });
  program.name = text.split('\n')[0];
  t.after(() => program.exit || program.stop());
  return program;
}

/** The same, to its end, which must be 0; its output. */
export async function run(t, text, env = {}, ms = 120_000) {
  const program = start(t, text, env);
  const exit = await program.end(ms);
  if (exit.code !== 0) throw program.explain(new Error('it failed'));
  return program.output;
}
