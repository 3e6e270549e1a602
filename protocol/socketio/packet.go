// Package socketio is the Socket.IO v5 packet grammar: what goes into an Engine.IO message.
// Source: Socket.IO protocol, revision 5, and socket.io-parser where the text is silent.
package socketio

import "errors"

// ErrMalformed is wrapped by every error of this package. A session that receives such a packet
// ends: the reference server closes the connection.
var ErrMalformed = errors.New("malformed Socket.IO packet")

// Type is the digit a packet begins with.
type Type byte

// The packet types of revision 5.
const (
	Connect      Type = '0'
	Disconnect   Type = '1'
	Event        Type = '2'
	Ack          Type = '3'
	ConnectError Type = '4'
	BinaryEvent  Type = '5'
	BinaryAck    Type = '6'
)

// MaxAttachments bounds the attachments of one binary packet, as the reference parser does.
const MaxAttachments = 10

// Packet is one Socket.IO packet.
type Packet struct {
	Type        Type
	Namespace   string // "/" when the packet names none
	ID          uint64 // of the ack that is asked for or given; see HasID
	HasID       bool
	Data        []byte   // valid JSON as it came; nil when absent
	Attachments [][]byte // of a binary packet, in order; Data refers to them by placeholder
}
