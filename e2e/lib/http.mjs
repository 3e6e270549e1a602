import http from 'node:http';
import https from 'node:https';
import { within } from './wait.mjs';

const TIMEOUT = 10_000;

/**
 * One request on a connection of its own (as curl does), with any header; ca: who signed an https server's certificate;
 * from: the IPv4 address that it comes from.
 * Answers {status, headers, text, json}; json is undefined when the text is not JSON.
 */
export function request(url, { method = 'GET', headers = {}, body, timeout = TIMEOUT, ca, from } = {}) {
  const { request: send } = url.startsWith('https:') ? https : http;
  const req = send(url, { method, headers: { Connection: 'close', ...headers }, agent: false, ca, ...(from && { localAddress: from, family: 4 }) });
  const answered = new Promise((resolve, reject) => {
    req.once('error', reject);
    req.once('response', (res) => {
      const chunks = [];
      res.on('data', (chunk) => chunks.push(chunk));
      res.once('error', reject);
      res.once('end', () => resolve(answer(res, Buffer.concat(chunks).toString())));
    });
  });
  req.end(body);
  return within(timeout, answered, `${method} ${url}`).catch((err) => {
    req.destroy();
    throw err;
  });
}

function answer(res, text) {
  let json;
  try {
    json = JSON.parse(text);
  } catch { /* not every answer is JSON */ }
  return { status: res.statusCode, headers: res.headers, text, json };
}
