package main

import (
	"time"

	"socketchat/internal/reason"
	"socketchat/internal/session"
)

// askTimeout is how long a client may take to answer q.
const askTimeout = 10 * time.Second

// suite is the application that the public Socket.IO test suite expects, in the namespaces / and
// /custom. Arguments go back as they came, byte for byte.
type suite struct{}

// Admit lets everyone into the two namespaces.
func (suite) Admit(namespace string, _ []byte) *session.Refusal {
	if namespace != "/" && namespace != "/custom" {
		return &session.Refusal{Message: "Invalid namespace"}
	}
	return nil
}

// Connect tells the client what it authenticated with.
func (suite) Connect(s *session.Socket, auth []byte) {
	if auth == nil {
		auth = []byte("{}")
	}
	s.Emit("auth", auth)
}

// Event answers the events of the suite, and two more by which a client asks for its end: put-me-out
// for that of its membership, close-me for that of its session. Others have no meaning.
func (suite) Event(s *session.Socket, e *session.Event) {
	switch e.Name {
	case "message":
		s.EmitBinary("message-back", e.Attachments, e.Args...)
	case "message-with-ack":
		e.AckBinary(e.Attachments, e.Args...)
	case "askme":
		ask(s)
	case "put-me-out":
		s.Disconnect()
	case "close-me":
		s.Close()
	}
}

// Disconnect does nothing: there is nothing to forget.
func (suite) Disconnect(*session.Socket, reason.Reason) {}

// ask emits q and, once the client has answered, answered with its arguments.
func ask(s *session.Socket) {
	s.EmitWithAck(askTimeout, func(args, attachments [][]byte, err error) {
		if err == nil {
			s.EmitBinary("answered", attachments, args...)
		}
	}, "q", nil, []byte("1"))
}
