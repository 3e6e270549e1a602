package session

import (
	"testing"
	"time"

	"socketchat/internal/reason"
)

// parrot is a raw application that sends messages back, and closes when it is told to.
type parrot struct{ record *record }

func (p parrot) Open(*Session) { p.record.add("opened") }

func (p parrot) Message(s *Session, data []byte, binary bool) {
	if string(data) == "close" {
		s.Close()
		return
	}
	s.Send(data, binary)
}

func (p parrot) Close(_ *Session, r reason.Reason) { p.record.add("closed: %v", r) }

func TestARawApplicationGetsMessagesAsTheyAre(t *testing.T) {
	for _, tt := range []struct{ name, script string }{
		{"over WebSocket", `
	open w
		opened
		w< 101
		w< open
	w> 4hello
		w< 4hello
	w> 4
		w< 4
	w binary abc
		w< binary "abc"
	w> 4close
		w< close
		w finish server_closed
		closed: server_closed
		end server_closed`},
		{"by polling", `
	open
		opened
	post 4one|bYWJj|4two
	get a
		a< 4one|bYWJj|4two
	post 4close
	get b
		b< 6|1
		closed: server_closed
		end server_closed`},
		{"but no text that is not UTF-8", "\n\topen\n\t\topened\n\tget a\n\tpost 4\xff" + `
		a< 1
		closed: protocol_error
		end protocol_error`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			run(t, nil, func(r *rig) {
				r.table = NewRawTable(r.table.cfg, r.hub, parrot{r.record}, r.table.log)
				newPlayer(r).play(tt.script)
			})
		})
	}
}

func TestARawSessionNeedsNoConnect(t *testing.T) {
	run(t, nil, func(r *rig) {
		r.table.cfg.ConnectTimeout = time.Second
		r.table = NewRawTable(r.table.cfg, r.hub, parrot{r.record}, r.table.log)
		newPlayer(r).play(`
	open
		opened
	wait 20s
	post 4still here
	get a
		a< 4still here`)
	})
}
