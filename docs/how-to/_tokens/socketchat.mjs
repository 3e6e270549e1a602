import { createHash } from "node:crypto";

/** A token that lets its holder join `channel` for `ttl` seconds. `data` is anything JSON can say, or undefined. */
export function joinToken(apiKey, channel, { ttl = 60, data } = {}) {
  const timestamp = Math.floor(Date.now() / 1000) + ttl;
  const json = JSON.stringify({ channel, timestamp, data });
  const signature = createHash("md5").update(json + apiKey).digest("hex");
  return Buffer.from(json + signature).toString("base64");
}

/** Broadcasts to everyone in `channel`. Resolves to the cursor; throws with the server's code and message. */
export async function publish(url, apiKey, channel, event, data = null) {
  const response = await fetch(`${url}/api/socket/events`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Api-Key": apiKey },
    body: JSON.stringify({ channel, event, data }),
    signal: AbortSignal.timeout(5000), // the server answers within 2 s
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`publish: ${response.status} ${answer.code}: ${answer.message}`);
  return answer.cursor;
}
