package main

import (
	"socketchat/internal/reason"
	"socketchat/internal/session"
)

// echo sends every message back as it came: text as text, binary as binary.
type echo struct{}

// Open does nothing: the client speaks first.
func (echo) Open(*session.Session) {}

// Message sends data back.
func (echo) Message(s *session.Session, data []byte, binary bool) { s.Send(data, binary) }

// Close does nothing: there is nothing to forget.
func (echo) Close(*session.Session, reason.Reason) {}
