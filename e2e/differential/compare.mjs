/** The lines that only one of two transcripts has, in order: {official, ours}. */
export function compare(official, ours) {
  const common = table(official, ours);
  const only = { official: [], ours: [] };
  let [i, j] = [0, 0];
  while (i < official.length || j < ours.length) {
    if (i < official.length && j < ours.length && official[i] === ours[j]) [i, j] = [i + 1, j + 1];
    else if (j >= ours.length || (i < official.length && common[i + 1][j] >= common[i][j + 1])) only.official.push(official[i++]);
    else only.ours.push(ours[j++]);
  }
  return only;
}

// common[i][j]: how many lines the rests from i and j have in common.
function table(a, b) {
  const common = Array.from({ length: a.length + 1 }, () => new Array(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i][j] = a[i] === b[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
    }
  }
  return common;
}
