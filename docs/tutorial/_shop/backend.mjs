// A shop's back end: it knows who may watch which order, and says when one was paid. Node 20 or newer, no packages.
import { readFile } from "node:fs/promises";
import http from "node:http";
import { joinToken, publish } from "../../how-to/_tokens/socketchat.mjs";

const CHAT = process.env.CHAT_URL ?? "http://localhost:3000";
const KEY = process.env.HTTP_API_KEY;
const PORT = process.env.SHOP_PORT ?? 8080;

const routes = {
  // Here a real shop looks at its session cookie first: may this user see this order?
  "GET /token": (order) => ({ token: joinToken(KEY, `orders.${order}`), chat: CHAT }),
  "POST /paid": async (order) => ({ cursor: await publish(CHAT, KEY, `orders.${order}`, "paid", { order, at: new Date() }) }),
};

http.createServer(async (request, response) => {
  const url = new URL(request.url, "http://localhost");
  const route = routes[`${request.method} ${url.pathname}`];
  try {
    if (route) {
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify(await route(url.searchParams.get("order"))));
    } else {
      response.setHeader("Content-Type", "text/html; charset=utf-8");
      response.end(await readFile(new URL("page.html", import.meta.url)));
    }
  } catch (error) {
    response.writeHead(502).end(`${error.message}\n`);
  }
}).listen(PORT, () => console.log(`The shop: http://localhost:${PORT}/?order=42`));
