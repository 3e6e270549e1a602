import { drive } from './javascript.mjs';
import { Remote } from './remote.mjs';

// The same as wrap and unwrap, for a page: no Buffer there.
const PAGE = `
  const text = (bytes) => btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(''));
  const bytes = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  const walk = (value, is, change) => is(value) ? change(value)
    : Array.isArray(value) ? value.map((item) => walk(item, is, change))
    : value && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, is, change)]))
    : value;
  const wrap = (value) => walk(value, (v) => v instanceof ArrayBuffer || v instanceof Uint8Array, (v) => ({ $bytes: text(v) }));
  const unwrap = (value) => walk(value, (v) => v && typeof v.$bytes === 'string', (v) => bytes(v.$bytes));
`;

/** Chromium, in a context that is shared, with the bundle that the server itself serves. */
export const chromium = (context) => ({
  name: 'Chromium, the served bundle',
  transports: ['default', 'websocket', 'polling'],
  async start(t, url, transport, auth) {
    const page = await context.newPage();
    const remote = new Remote(`Chromium, ${transport}`, (command) => page.evaluate((list) => globalThis.tell(list), command));
    page.on('pageerror', (err) => remote.errors.push(String(err)));
    await page.exposeFunction('report', (line) => remote.report(line));
    await page.goto(`${url}/healthz`);
    await page.addScriptTag({ url: '/socket.io/socket.io.js' });
    const options = { auth, ...transport === 'default' ? {} : { transports: [transport] } };
    await page.evaluate(`${PAGE}; window.tell = (${drive})(io, wrap, unwrap, window.report, location.origin, ${JSON.stringify(options)})`);
    t.after(() => page.close());
    return remote;
  },
});
