// The official server and ours, spoken to byte by byte: whatever they answer differently is
// either in differential/differences.mjs, with its reason, or an error.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { compare } from './differential/compare.mjs';
import { Conversation } from './differential/conversation.mjs';
import { CONVERSATIONS, EVERYWHERE } from './differential/differences.mjs';
import { CALM, TIMED } from './differential/table.mjs';
import { startTarget, startTargets } from './differential/target.mjs';

const targets = await startTargets({ after });
const only = new RegExp(process.env.CONVERSATION ?? '');
const seen = new Set(); // rules that were of use
const listed = new Map(CONVERSATIONS.flatMap((entry) => Object.entries(entry.conversations)));

function alike(lines, side) {
  const rules = EVERYWHERE.filter((rule) => rule[side]);
  return lines.map((line) => rules.reduce((text, rule) => {
    const [pattern, replacement] = rule[side];
    if (text === null || !pattern.test(text)) return text;
    seen.add(rule);
    return replacement === null ? null : text.replace(pattern, replacement);
  }, line)).filter((line) => line !== null);
}

async function difference(t, { server, script }) {
  const [official, ours] = await Promise.all(['official', 'ours'].map(async (who) =>
    alike(await new Conversation(targets[who][server] ?? await startTarget(t, server, who)).transcript(script), who)));
  return compare(official, ours);
}

async function hold(t, conversation) {
  assert.deepEqual(await difference(t, conversation), listed.get(conversation.name) ?? { official: [], ours: [] });
}

for (const [what, table, concurrency] of [['conversations', CALM, 12], ['timed conversations', TIMED, TIMED.length]]) {
  const chosen = table.filter(({ name }) => only.test(name));
  describe(what, { concurrency }, () => {
    for (const conversation of chosen) test(conversation.name, (t) => hold(t, conversation));
  });
}

test('every intended difference is of a conversation in the table, and there are at least 200', { skip: !!process.env.CONVERSATION }, () => {
  const names = [...CALM, ...TIMED].map(({ name }) => name);
  assert.equal(new Set(names).size, names.length, 'two conversations have the same name');
  assert.ok(names.length >= 200, `${names.length} conversations`);
  assert.deepEqual([...listed.keys()].filter((name) => !names.includes(name)), []);
});

test('every rule of differences.mjs is of use', { skip: !!process.env.CONVERSATION }, () => {
  assert.deepEqual(EVERYWHERE.filter((rule) => !seen.has(rule)), []);
});
