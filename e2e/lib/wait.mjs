// Waiting, always for a reason and never for ever: each promise of the suite goes
// through here, so that a failure says what did not happen.

/** The promise, or an error that names `what` after `ms`. */
export function within(ms, promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    const err = new Error(`${what}: not within ${ms} ms`);
    timer = setTimeout(() => reject(err), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Polls until condition() is truthy and returns that value. What it throws last is the error's cause. */
export async function until(condition, what, ms = 10_000, every = 10) {
  const end = performance.now() + ms;
  const err = new Error(`${what}: not within ${ms} ms`);
  for (;;) {
    try {
      const value = await condition();
      if (value) return value;
      err.cause = undefined;
    } catch (cause) {
      err.cause = cause;
    }
    if (performance.now() >= end) throw err;
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}

/** The arguments of the next event `name` that passes the filter. */
export function event(emitter, name, ms = 10_000, filter = () => true) {
  let listener;
  const seen = new Promise((resolve) => {
    listener = (...args) => filter(...args) && resolve(args);
    emitter.on(name, listener);
  });
  return within(ms, seen, `event "${name}"`).finally(() => emitter.off(name, listener));
}

/** Milliseconds that an async function took, with its result. */
export async function timed(f) {
  const start = performance.now();
  const result = await f();
  return { result, ms: performance.now() - start };
}

/** How long a fault lasts. Not for waiting until something has happened: see until. */
export const lasts = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
