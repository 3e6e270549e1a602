package session

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"socketchat/internal/reason"
)

// application answers some events, and panics on others.
type application struct {
	record                *record
	mu                    sync.Mutex
	connects, disconnects int
}

func (a *application) Admit(namespace string, auth []byte) *Refusal {
	switch {
	case string(auth) == `{"no":1}`:
		return &Refusal{Message: "no", Data: []byte(`{"code":7}`)}
	case namespace == "/", namespace == "/ns", namespace == "/ns2":
		return nil
	}
	return &Refusal{Message: "Invalid namespace"}
}

func (a *application) Connect(s *Socket, auth []byte) {
	a.mu.Lock()
	a.connects++
	a.mu.Unlock()
	if string(auth) == `{"panic":1}` {
		panic("connect")
	}
}

func (a *application) Event(s *Socket, e *Event) {
	switch e.Name {
	case "echo": // by the ack where it is wanted, and never twice
		args := append([][]byte(nil), e.Args...)
		for _, b := range e.Attachments {
			args = append(args, []byte(fmt.Sprintf("%q", b)))
		}
		if !e.WantsAck() {
			s.Emit("echo", args...)
			return
		}
		e.Ack(args...)
		e.Ack(args...)
	case "join":
		s.Outlet().Shard().Join(s.Outlet(), "c")
	case "flood":
		for range 3 {
			s.Emit("flood", []byte(`"`+strings.Repeat("x", 40<<10)+`"`))
		}
	case "binary":
		s.EmitBinary("binary", [][]byte{[]byte("abc"), {0}}, []byte(`{"_placeholder":true,"num":0}`), []byte(`{"_placeholder":true,"num":1}`))
	case "binary ack":
		e.AckBinary([][]byte{[]byte("abc")}, []byte(`{"_placeholder":true,"num":0}`))
	case "ask":
		s.EmitWithAck(5*time.Second, func(args, attachments [][]byte, err error) {
			a.record.add("reply %s %s %v", args, attachments, err)
		}, "question", nil, e.Args...)
	case "put out":
		s.Disconnect()
		s.Disconnect()
	case "close":
		s.Close()
		s.Close()
	case "panic":
		panic("event")
	case "panic later":
		s.State = "panic"
	}
}

func (a *application) Disconnect(s *Socket, r reason.Reason) {
	a.mu.Lock()
	a.disconnects++
	a.mu.Unlock()
	a.record.add("%s left: %v", s.Namespace(), r)
	s.Emit("too", []byte(`"late"`))
	if s.State == "panic" {
		panic("disconnect")
	}
}
