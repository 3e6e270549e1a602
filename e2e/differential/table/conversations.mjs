/** Conversations with one of the servers, from {name: script}; area stands before each name. */
export function conversations(server, area, scripts) {
  return Object.entries(scripts).map(([name, script]) => ({ name: `${area}: ${name}`, server, script }));
}

/** {name: script} from a table, by a function of one row. */
export const each = (rows, script) => Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, (c) => script(c, row)]));

/** The same rows under longer names. */
export const named = (what, rows) => Object.fromEntries(Object.entries(rows).map(([name, row]) => [`${what} ${name}`, row]));
