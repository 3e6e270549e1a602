import { request } from './http.mjs';
import { KEY } from './token.mjs';

const PATH = '/api/socket/events';

/** POSTs `body`, a string sent as it is. */
export function post(server, body, headers = {}) {
  return request(server.url + PATH, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Api-Key': KEY, ...headers },
    body,
    ca: server.ca,
  });
}

/** The request body for an event; data is JSON text, and absent when undefined. */
export function eventBody(channel, name, data) {
  const head = `{"channel":${JSON.stringify(channel)},"event":${JSON.stringify(name)}`;
  return data === undefined ? `${head}}` : `${head},"data":${data}}`;
}

/** Publishes and expects 200. */
export async function publish(server, channel, name, data) {
  const answer = await post(server, eventBody(channel, name, data));
  if (answer.status !== 200 || answer.json?.status !== 'ok') {
    throw new Error(`publish to ${channel} answered ${answer.status} ${answer.text}`);
  }
  return answer.json;
}
