// Reads `go test -json` and prints what `go test` would, and besides each test that was skipped, with
// its reason, which go test keeps to itself. Ends with how many there were. The exit code is go test's to give.
import readline from 'node:readline';

const counts = { pass: 0, fail: 0, skip: 0 };
const outputs = new Map(); // of tests that have not ended

for await (const line of readline.createInterface({ input: process.stdin })) {
  if (!line.startsWith('{')) {
    console.log(line);
    continue;
  }
  const { Action: action, Package: pkg, Test: name, Output: text = '' } = JSON.parse(line);
  const key = `${pkg} ${name}`;
  if (action === 'build-output' || (action === 'output' && !name && text !== 'PASS\n')) process.stdout.write(text);
  else if (action === 'output' && name) outputs.set(key, (outputs.get(key) ?? '') + text);
  if (!name || !(action in counts)) continue;
  counts[action]++;
  if (action !== 'pass') process.stdout.write(outputs.get(key) ?? '');
  outputs.delete(key);
}
for (const output of outputs.values()) process.stdout.write(output); // of a test that never ended
console.log(`go tests: ${counts.pass} passed, ${counts.fail} failed, ${counts.skip} skipped`);
