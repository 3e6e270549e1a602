// The official packet parser, which also sends JSON text as it is: {raw: "…"} as the
// only argument of an event.
import { createRequire } from 'node:module';

const parser = createRequire(import.meta.url)('socket.io-parser');

export class Raw {
  constructor(text) {
    this.text = text;
  }
}

export class Encoder extends parser.Encoder {
  encode(packet) {
    const [name, arg] = Array.isArray(packet.data) ? packet.data : [];
    if (arg instanceof Raw) return [`2[${JSON.stringify(name)},${arg.text}]`];
    return super.encode(packet);
  }
}

export const { Decoder } = parser;
