// Package websocket is the server's side of RFC 6455: it decodes client frames in place, prepares
// frames once for any number of connections, and checks and answers the opening handshake. It does
// no I/O and offers no extension. Masked client frames are there for load generation and tests.
package websocket

// Opcode says what a frame is. Source: RFC 6455, section 5.2.
type Opcode uint8

// The opcodes in use; the others are reserved and refused.
const (
	Continuation Opcode = 0
	Text         Opcode = 1
	Binary       Opcode = 2
	Close        Opcode = 8
	Ping         Opcode = 9
	Pong         Opcode = 10
)

// control reports whether op is a control frame: short, whole, and allowed between fragments.
func (op Opcode) control() bool { return op&8 != 0 }

// known reports whether RFC 6455 gives op a meaning.
func (op Opcode) known() bool { return op <= Binary || op >= Close && op <= Pong }

// Message is one whole message: a text, a binary or a control frame's payload, never a fragment.
// Data of Text is valid UTF-8, and Data of Close is empty or a valid code and reason.
type Message struct {
	Op   Opcode
	Data []byte
}
