/** Text without what differs between two runs of the same server: ids. */
export function mask(text) {
  return shorten(text
    .replace(/(\\?"sid\\?":\\?")[\w.-]+/g, '$1<id>')
    .replace(/sid=[\w-]{20,}/g, 'sid=<id>')
    .replace(/(42(?:\/\w+,)?)\d+\["q"/g, '$1<ack>["q"'));
}

/** Long text by its length and ends, which is enough to compare. */
function shorten(text) {
  if (text.length <= 400) return text;
  let hash = 0;
  for (const c of text) hash = (hash * 31 + c.codePointAt(0)) | 0;
  return `${text.slice(0, 80)}…${text.slice(-40)} (${text.length} characters, hash ${hash})`;
}
