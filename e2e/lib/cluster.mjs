import { connect, TRANSPORTS } from './client.mjs';
import { Redis } from './redis.mjs';
import { serve } from './server.mjs';

/** A Redis and two nodes on it, each with a client of every transport setting in `channel`; where: of Redis.start. */
export async function cluster(t, channel, where = {}) {
  const redis = await Redis.start(t, where);
  const nodes = await Promise.all([1, 2].map(() => serve(t, redis.env)));
  await Promise.all(nodes.map((node) => node.ready()));
  const clients = await Promise.all(nodes.flatMap((node) => TRANSPORTS.map(({ options }) => connect(t, node, options))));
  await Promise.all(clients.map((client) => client.join(channel)));
  return { redis, nodes, clients };
}
