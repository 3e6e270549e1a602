import dgram from 'node:dgram';

/** A name server on loopback: hosts maps a name to its IPv4 addresses, may change, and lacks what does not exist. */
export async function nameServer(t, hosts) {
  const socket = dgram.createSocket('udp4');
  t.after(() => socket.close());
  socket.on('message', (query, from) => socket.send(answer(query, hosts), from.port, from.address));
  await new Promise((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return `127.0.0.1:${socket.address().port}`;
}

/** RFC 1035: the header and question of the query, then one A record an address. */
function answer(query, hosts) {
  const labels = [];
  let at = 12;
  for (; query[at] > 0; at += query[at] + 1) labels.push(query.toString('latin1', at + 1, at + 1 + query[at]));
  const question = query.subarray(12, at + 5);
  const addresses = hosts[labels.join('.')];
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(addresses ? 0x8180 : 0x8183, 2); // an answer, or NXDOMAIN
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(addresses?.length ?? 0, 6);
  header.writeUInt32BE(0, 8);
  const records = (addresses ?? []).map((address) => Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, ...address.split('.').map(Number)]));
  return Buffer.concat([header, question, ...records]);
}
