// Package socketio is the Socket.IO v5 packet grammar: what an Engine.IO message carries. It knows
// no sessions and does no I/O. Source: Socket.IO protocol, revision 5, and socket.io-parser 4.2.7 where
// the text is silent.
package socketio

import (
	"errors"
	"fmt"
)

// ErrMalformed is wrapped by every error of this package. A session that receives such a packet
// ends: the reference server closes the connection.
var ErrMalformed = errors.New("malformed Socket.IO packet")

func malformed(why string) error { return fmt.Errorf("%w: %s", ErrMalformed, why) }

// Type is the digit a packet begins with.
type Type byte

// The packet types of revision 5. Binary ones are those with attachments.
const (
	Connect      Type = '0'
	Disconnect   Type = '1'
	Event        Type = '2'
	Ack          Type = '3'
	ConnectError Type = '4'
	BinaryEvent  Type = '5'
	BinaryAck    Type = '6'
)

// binary reports whether attachments follow a packet of type t.
func (t Type) binary() bool { return t == BinaryEvent || t == BinaryAck }

// MaxAttachments bounds the attachments of one packet, as the reference parser does.
const MaxAttachments = 10

// root is the namespace of a packet that names none.
const root = "/"

// Packet is one Socket.IO packet.
type Packet struct {
	Type        Type
	Namespace   string // "/" when the packet names none
	ID          uint64 // of the ack that is asked for or given, where HasID
	HasID       bool
	Data        []byte   // one JSON value as it came, checked by rawjson.Valid; nil when absent
	Attachments [][]byte // of a binary packet, in order; Data refers to them by placeholder
}
