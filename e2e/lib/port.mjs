import net from 'node:net';

// Below the kernel's ephemeral range, so that no outgoing connection of a test can
// take the port between its choice and its use.
const LOWEST = 20000;
const HIGHEST = 31999;

function bindable(port) {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, () => probe.close(() => resolve(true)));
  });
}

/** A port that nobody listens on, on any address. */
export async function freePort() {
  for (let tries = 0; tries < 50; tries++) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (await bindable(port)) return port;
  }
  throw new Error(`no free port found from ${LOWEST} to ${HIGHEST}`);
}
