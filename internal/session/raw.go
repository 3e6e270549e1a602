package session

import (
	"unicode/utf8"

	"socketchat/internal/reason"
	"socketchat/protocol/engineio"
)

// RawApplication is what runs on sessions without Socket.IO. As with Application, every method
// runs on the shard that owns the session.
type RawApplication interface {
	// Open is told of a new session, before its first message.
	Open(s *Session)
	// Message is told of one message; data holds only for the call.
	Message(s *Session, data []byte, binary bool)
	// Close is told once of a session's end.
	Close(s *Session, r reason.Reason)
}

// Send sends a message as it is: text must be UTF-8. Only a RawApplication may call it.
func (s *Session) Send(data []byte, binary bool) {
	if binary {
		s.sendBinary(data)
	} else {
		s.sendMessage(data)
	}
}

// Close ends the session. Only a RawApplication may call it.
func (s *Session) Close() { s.dismiss(reason.ServerClosed) }

func (s *Session) openRaw() {
	if s.table.raw != nil {
		s.table.raw.Open(s)
	}
}

func (s *Session) closeRaw(r reason.Reason) {
	if s.table.raw != nil {
		s.table.raw.Close(s, r)
	}
}

// rawMessage hands a message over. A POST's body is the one way in for text that is not UTF-8.
func (s *Session) rawMessage(p engineio.Packet) {
	if !p.Binary && !utf8.Valid(p.Data) {
		s.end(reason.ProtocolError)
		return
	}
	s.table.raw.Message(s, p.Data, p.Binary)
}
