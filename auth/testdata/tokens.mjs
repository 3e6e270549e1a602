// Makes tokens.json, the tokens as a backend in Node makes them: node tokens.mjs > tokens.json
import { createHash } from "node:crypto";

const ascii = String.fromCharCode(...Array(128).keys());
const cases = [
  { name: "as in most backends", channel: "orders.42", timestamp: 1700000060, data: { user_id: 7 } },
  { name: "without data", channel: "orders.42", timestamp: 1700000060 },
  { name: "null data", channel: "a", timestamp: 1700000060, data: null },
  { name: "a string as data", channel: "a", timestamp: 1700000060, data: "</script>&\u2028\"" },
  { name: "a webhook as data", channel: "a", timestamp: 1700000060, data: { webhook_url: "https://example.com/a/b?c=d&e=f" } },
  { name: "nested data", channel: "a", timestamp: 1700000060, data: { a: [1, 1.5, 1e21, -0, true, null, { b: [] }], c: {} } },
  { name: "every ASCII character", channel: ascii, timestamp: 1700000060, data: { [ascii]: ascii } },
  { name: "beyond ASCII", channel: "grüße/日本/😀", timestamp: 1700000060, data: "é\ufeff\u2029😀" },
  { name: "private use and the last code point", channel: "\ue000\u{10ffff}", timestamp: 1700000060 },
  { name: "a signature whose base64 has + and /", channel: "????>>>>~~~", timestamp: 1700000060, data: "ÿþ¿ï" },
  { name: "one byte of padding", channel: "ab", timestamp: 1700000060 },
  { name: "two bytes of padding", channel: "abc", timestamp: 1700000060 },
  { name: "timestamp zero", channel: "a", timestamp: 0 },
  { name: "timestamp before 1970", channel: "a", timestamp: -1 },
  { name: "timestamp in milliseconds", channel: "a", timestamp: 1700000060000 },
  { name: "a key beyond ASCII", channel: "a", timestamp: 1700000060, key: "schlüssel-😀" },
];

const tokens = cases.map(({ name, channel, timestamp, data, key = "0123456789abcdef" }) => {
  const json = JSON.stringify({ channel, timestamp, data });
  const sum = createHash("md5").update(json + key).digest("hex");
  const token = Buffer.from(json + sum).toString("base64");
  return { name, key, channel, timestamp, data: JSON.stringify(data), json, token };
});
console.log(JSON.stringify(tokens, null, 1));
