import net from 'node:net';

/** A TCP relay in front of a server, whose connections a test can cut: {port, url, cut}. */
export async function link(t, server) {
  const pairs = new Set();
  const relay = net.createServer((near) => {
    const far = net.connect(server.port, '127.0.0.1');
    const pair = [near, far];
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      pair.forEach((socket) => socket.destroy());
    };
    pair.forEach((socket) => socket.setNoDelay().on('error', end).on('close', end));
    near.pipe(far).pipe(near);
  });
  await new Promise((resolve) => relay.listen(0, '127.0.0.1', resolve));
  const cut = () => pairs.forEach((pair) => pair.forEach((socket) => socket.resetAndDestroy()));
  t.after(() => {
    relay.close();
    cut();
  });
  const { port } = relay.address();
  return { port, url: `http://127.0.0.1:${port}`, cut };
}
