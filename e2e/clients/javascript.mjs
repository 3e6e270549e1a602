import { Remote, unwrap, wrap } from './remote.mjs';

// Also run in a page, as text: it may use nothing of this module.
export function drive(io, wrap, unwrap, report, url, options) {
  const socket = io(url, { forceNew: true, reconnectionDelay: 50, reconnectionDelayMax: 200, ...options });
  socket.on('connect', () => report(['connect']));
  socket.on('disconnect', () => report(['disconnect']));
  socket.on('connect_error', (err) => report(['error', `${err.message} ${err.description}`]));
  socket.onAny?.((name, ...args) => {
    const ack = typeof args.at(-1) === 'function' ? args.pop() : undefined;
    report(wrap(['event', name, args]));
    ack?.(...args, 'back');
  });
  return (command) => {
    const [what, ...rest] = unwrap(command);
    if (what === 'emit') socket.emit(rest[0], ...rest[1]);
    if (what === 'ask') socket.emit(rest[1], ...rest[2], (...args) => report(wrap(['ack', rest[0], args])));
    if (what === 'close') socket.disconnect();
  };
}

/** A version of the stock client, in this process. */
export const javascript = (version, module) => ({
  name: `JavaScript ${version}`,
  transports: ['default', 'websocket', 'polling'],
  async start(t, url, transport, auth) {
    const { default: fallback, io = fallback } = await import(module);
    const remote = new Remote(`JavaScript ${version}, ${transport}`, (command) => tell(command));
    const options = { auth, ...transport === 'default' ? {} : { transports: [transport] } };
    const tell = drive(io, wrap, unwrap, (line) => remote.report(line), url, options);
    t.after(() => tell(['close']));
    return remote;
  },
});
