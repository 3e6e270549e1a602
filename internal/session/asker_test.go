package session

import (
	"strings"
	"testing"
	"time"

	"socketchat/internal/reason"
)

// asker is an application that asks, sends attachments back and closes.
type asker struct{ record *record }

func (a asker) Admit(string, []byte) *Refusal { return nil }
func (a asker) Connect(*Socket, []byte)       {}

func (a asker) Disconnect(s *Socket, r reason.Reason) { a.record.add("%s left: %v", s.Namespace(), r) }

func (a asker) Event(s *Socket, e *Event) {
	switch e.Name {
	case "ask":
		s.EmitWithAck(time.Second, a.reply, "q", nil, e.Args...)
	case "ask with an attachment":
		s.EmitWithAck(time.Second, a.reply, "q", [][]byte{[]byte("abc")}, e.Args...)
	case "ask again and again":
		for range maxQuestions + 1 {
			s.EmitWithAck(time.Second, a.reply, strings.Repeat("q", 300), nil)
		}
	case "echo":
		s.EmitBinary("echo", e.Attachments, e.Args...)
		e.AckBinary(e.Attachments, e.Args...)
	case "leave":
		s.Disconnect()
		s.Disconnect()
	case "close":
		s.Emit("bye")
		s.Close()
		s.Close()
	}
}

func (a asker) reply(args, attachments [][]byte, err error) {
	if err != nil {
		a.record.add("no reply: %v", err)
		return
	}
	a.record.add("reply %q %q", args, attachments)
}

// askerPlays plays a script with that application.
func askerPlays(t *testing.T, script string) {
	run(t, nil, func(r *rig) {
		r.table = NewTable(r.table.cfg, r.hub, asker{r.record}, r.table.log)
		newPlayer(r).play(script)
	})
}
