// Package engineio is the Engine.IO v4 grammar: packets, payloads, the handshake, errors and the
// request query. It holds no state and does no I/O. Source: Engine.IO protocol, revision 4, and
// engine.io-parser where the text is silent.
package engineio

import (
	"encoding/base64"
	"errors"
	"fmt"
)

// ErrMalformed is wrapped by every error of Decode. A session that receives such a packet ends.
var ErrMalformed = errors.New("malformed Engine.IO packet")

// Type is the digit a packet begins with.
type Type byte

// The packet types of revision 4.
const (
	Open    Type = '0'
	Close   Type = '1'
	Ping    Type = '2'
	Pong    Type = '3'
	Message Type = '4'
	Upgrade Type = '5'
	Noop    Type = '6'
)

// binaryMark stands in place of the type of a binary message in text form; base64 follows it.
const binaryMark = 'b'

// Packet is one Engine.IO packet. A binary one is always a Message; over WebSocket it is a binary
// frame of Data alone, and never passes Decode.
type Packet struct {
	Type   Type
	Binary bool
	Data   []byte
}

// Decode parses the text form of one packet: a type digit and its data, or "b" and the base64 of
// a binary message. Data aliases b, except that of a binary message, which is a new slice.
// Errors wrap ErrMalformed. Source: Engine.IO protocol, "Packet encoding".
func Decode(b []byte) (Packet, error) {
	if len(b) == 0 {
		return Packet{}, fmt.Errorf("%w: it is empty", ErrMalformed)
	}
	switch t := b[0]; {
	case t >= byte(Open) && t <= byte(Noop):
		return Packet{Type: Type(t), Data: b[1:]}, nil
	case t == binaryMark:
		return Packet{Type: Message, Binary: true, Data: decodeBase64(b[1:])}, nil
	default:
		return Packet{}, fmt.Errorf("%w: its type is %q, not 0 to 6 or b", ErrMalformed, t)
	}
}

// AppendBinary appends the text form of a binary message, in which a payload and the WebSocket of
// a b64 client carry it.
func AppendBinary(dst, data []byte) []byte {
	return base64.StdEncoding.AppendEncode(append(dst, binaryMark), data)
}
