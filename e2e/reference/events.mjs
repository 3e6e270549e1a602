import { Raw } from './raw-parser.mjs';

function answer(res, status, body) {
  res.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

// The text of "data" up to the object's end: enough for bodies that have it last.
const dataText = (body) => /"data":([^]*)\}\s*$/.exec(body)?.[1].trim() ?? 'null';

/** POST /api/socket/events and /healthz beside Socket.IO on one port. */
export function events(server, io) {
  const [socketio] = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', async (req, res) => {
    if (req.url.startsWith('/socket.io/')) return socketio.call(server, req, res);
    if (req.url === '/healthz') return answer(res, 200, { status: 'ok' });
    const chunks = [];
    for await (const chunk of req) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const { channel, event } = JSON.parse(body);
    io.to(channel).emit(event, new Raw(dataText(body)));
    answer(res, 200, { status: 'ok', cursor: '0' });
  });
}
