package engineio

import "bytes"

// Separator stands between the packets of a polling payload. JSON and base64 never contain it
// unescaped. Source: Engine.IO protocol, "HTTP long-polling".
const Separator = 0x1e

// NextPacket splits the first packet off a polling payload. Both results alias payload; rest is nil
// after the last packet. An empty payload is one empty packet, and a separator at the end is followed
// by one, and Decode refuses those: walk until rest is nil, not until it is empty.
func NextPacket(payload []byte) (packet, rest []byte) {
	i := bytes.IndexByte(payload, Separator)
	if i < 0 {
		return payload, nil
	}
	return payload[:i:i], payload[i+1:]
}
