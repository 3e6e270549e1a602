package engineio

import "bytes"

// Separator stands between the packets of a polling payload. JSON and base64 never contain it
// unescaped. Source: Engine.IO protocol, "HTTP long-polling".
const Separator = 0x1e

// NextPacket splits the first packet off a polling payload. Both results alias payload; rest is
// nil after the last packet. A separator at the end announces one more packet, which is empty, so
// walk with `for p := payload; p != nil; { packet, p = NextPacket(p) }`.
func NextPacket(payload []byte) (packet, rest []byte) {
	packet, rest, found := bytes.Cut(payload, []byte{Separator})
	if found && rest == nil {
		rest = []byte{}
	}
	return packet, rest
}
