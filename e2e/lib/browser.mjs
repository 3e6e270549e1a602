import fs from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { temporaryFolder } from './folder.mjs';

const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

/** Debian's Chromium with a profile of its own; errors of its pages are kept in `problems`. */
export async function browser(t, options = {}) {
  const context = await chromium.launchPersistentContext(temporaryFolder('profile'), {
    executablePath: EXECUTABLE, args: FLAGS, timeout: 60_000, viewport: { width: 1200, height: 900 }, ...options,
  });
  t.after(() => context.close());
  context.setDefaultTimeout(15_000);
  const problems = [];
  context.on('page', (page) => page.on('pageerror', (err) => problems.push(String(err))));
  context.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  return { context, problems };
}

/** Where pictures go: SCREENSHOTS, else a folder that is removed. */
export function screenshotPath(name) {
  const folder = process.env.SCREENSHOTS ?? temporaryFolder('screenshots');
  fs.mkdirSync(folder, { recursive: true });
  return path.join(folder, `${name}.png`);
}
