// A link to Redis that swallows packets without a reset.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { cluster } from './lib/cluster.mjs';
import { canMakeNamespaces, Namespace } from './lib/namespace.mjs';
import { outage } from './lib/outage.mjs';
import { publish } from './lib/publish.mjs';
import { Traffic } from './lib/traffic.mjs';

const CHANNEL = 'blackhole';
const skip = canMakeNamespaces() ? false : 'needs root and iproute2';

if (skip) {
  test('a link that swallows packets', { skip }, () => {});
} else {
  const namespace = new Namespace();
  const all = await cluster({ after }, CHANNEL, { host: namespace.address, prefix: namespace.prefix });
  const forget = () => all.clients.forEach((client) => { client.events.length = 0; });

  test('the cable is pulled, with appends in flight', async () => {
    const traffic = new Traffic([...all.nodes, ...all.nodes], CHANNEL);
    await outage(all, traffic, () => namespace.unplug(), () => namespace.plug());
    forget();
  });

  test('the cable is pulled while nobody publishes', async () => {
    const traffic = new Traffic(all.nodes, CHANNEL);
    await traffic.flows();
    await traffic.stop();
    namespace.unplug();
    await Promise.all(all.nodes.map((node) => node.ready(false, 4000)));
    namespace.plug();
    await Promise.all(all.nodes.map((node) => node.ready(true, 4000)));
    await publish(all.nodes[0], CHANNEL, 'after', '1');
    await Promise.all(all.clients.map((client) => client.saw('after')));
    forget();
  });

  test('Redis hears and its answers are swallowed', async () => {
    const traffic = new Traffic([...all.nodes, ...all.nodes], CHANNEL);
    await outage(all, traffic, () => namespace.swallowAnswers(), () => namespace.releaseAnswers());
    const lost = traffic.numbers(({ code }) => code === 'outcome_unknown');
    assert.ok(lost.length > 0, 'an append was on its way');
    assert.ok(lost.some((n) => Traffic.seen(all.clients[0]).includes(n)), 'what Redis took arrived');
    forget();
  });
}
