package session

import (
	"socketchat/internal/reason"
	"socketchat/protocol/socketio"
)

// Application is what runs above the sessions. Every method runs on the shard that owns the
// session, one at a time for each shard, and must not block. Slices that it is given hold
// only for the call.
type Application interface {
	// Admit decides on a CONNECT to a namespace. auth is the client's JSON object, nil when
	// it sent none. A refusal goes out as CONNECT_ERROR; nil lets the client in.
	Admit(namespace string, auth []byte) *Refusal
	// Connect is told of a client that was let in, after the answer to its CONNECT.
	Connect(s *Socket, auth []byte)
	// Event is told of one event.
	Event(s *Socket, e *Event)
	// Disconnect is told once of a socket's end. Nothing that is emitted then arrives.
	Disconnect(s *Socket, r reason.Reason)
}

// Refusal is why a client may not join a namespace. Data is JSON, or nil.
type Refusal struct {
	Message string
	Data    []byte
}

// Event is one event of a client: its name and its arguments, each raw JSON as it came.
type Event struct {
	Name        string
	Args        [][]byte
	Attachments [][]byte

	socket *Socket
	id     uint64
	wanted bool
}

// WantsAck reports whether the client waits for an ack.
func (e *Event) WantsAck() bool { return e.wanted }

// Ack answers the event with args, each raw JSON; once at most, and only when it is wanted.
func (e *Event) Ack(args ...[]byte) { e.AckBinary(nil, args...) }

// AckBinary is Ack with attachments, which args refer to by placeholders.
func (e *Event) AckBinary(attachments [][]byte, args ...[]byte) {
	if !e.wanted {
		return
	}
	e.wanted = false
	var buf [512]byte
	nsp, s := e.socket.namespace, e.socket.session
	if len(attachments) == 0 {
		s.sendMessage(socketio.AppendAck(buf[:0], nsp, e.id, args...))
		return
	}
	s.sendMessage(socketio.AppendBinaryAck(buf[:0], nsp, e.id, len(attachments), args...))
	s.sendAttachments(attachments)
}
