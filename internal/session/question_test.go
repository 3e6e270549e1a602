package session

import (
	"fmt"
	"testing"
	"time"
)

func TestQuestions(t *testing.T) {
	const asked = `
	open w
		w< 101
		w< open
	w> 40
		w< 40{"sid":"…"}
	w> 42["ask",1]
		w< 420["question",1]`
	for _, tt := range []struct{ name, script string }{
		{"an answer comes", `
	w> 430["yes",{"a":1}]
		reply ["yes" {"a":1}] [] <nil>
	w> 430["again"]
	wait 6s`},
		{"an answer with attachments, and one without anything", `
	w> 461-0[{"_placeholder":true,"num":0}]
	w binary abc
		reply [{"_placeholder":true,"num":0}] [abc] <nil>
	w> 42["ask",2]
		w< 421["question",2]
	w> 431[]
		reply [] [] <nil>`},
		{"none comes in time", `
	wait 3s
	w> 42["ask",2]
		w< 421["question",2]
	wait 2100ms
		reply [] [] the client did not answer in time
	w> 431[2]
		reply [2] [] <nil>`},
		{"the client leaves", `
	w> 42["ask",2]
		w< 421["question",2]
	w> 41
		reply [] [] the client left before it answered
		reply [] [] the client left before it answered
		/ left: client_closed
		w< 42["too","late"]`},
		{"the session ends", `
	w gone
		reply [] [] the client left before it answered
		/ left: transport_error
		end transport_error`},
		{"the answer of another namespace does not count", `
	w> 40/ns
		w< 40/ns,{"sid":"…"}
	w> 43/ns,0[1]
	w> 430[1]
		reply [1] [] <nil>`},
	} {
		t.Run(tt.name, func(t *testing.T) { play(t, asked+tt.script) })
	}
}

func TestTooManyQuestionsAreRefused(t *testing.T) {
	run(t, nil, func(r *rig) {
		p := newPlayer(r)
		p.play("\topen w\n\t\tw< 101\n\t\tw< open\n\tw> 40\n\t\tw< 40{\"sid\":\"…\"}")
		for range maxQuestions {
			p.do(`w> 42["ask"]`)
		}
		p.settle()
		if got := p.seen(); len(got) != maxQuestions {
			t.Fatalf("%d questions came", len(got))
		}
		p.play("\tw> 42[\"ask\"]\n\t\treply [] [] too many answers of this client are awaited\n\tw> 430[1]\n\t\treply [1] [] <nil>")
		p.play(fmt.Sprintf("\tw> 42[\"ask\"]\n\t\tw< 42%d[\"question\"]", maxQuestions))
		time.Sleep(6 * time.Second)
		p.settle()
		if got := p.seen(); len(got) != maxQuestions || p.session.questions.open != nil {
			t.Errorf("%d were told that no answer came", len(got))
		}
	})
}

func TestWhatTheServerSendsAndCloses(t *testing.T) {
	const webSocket = `
	open w
		w< 101
		w< open
	w> 40
		w< 40{"sid":"…"}`
	for _, tt := range []struct{ name, script string }{
		{"attachments by WebSocket", webSocket + `
	w> 42["binary"]
		w< 452-["binary",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]
		w< binary "abc"
		w< binary "\x00"
	w> 427["binary ack"]
		w< 461-7[{"_placeholder":true,"num":0}]
		w< binary "abc"`},
		{"attachments by polling", `
	open
	post 40|42["binary"]|427["binary ack"]
	get a
		a< 40{"sid":"…"}|452-["binary",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]|bYWJj|bAA==|461-7[{"_placeholder":true,"num":0}]|bYWJj`},
		{"attachments that wait go by WebSocket after the upgrade", `
	open
	post 40|42["binary"]
	probe w
		w< 101
	w> 5
		w< 40{"sid":"…"}
		w< 452-["binary",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]
		w< binary "abc"
		w< binary "\x00"`},
		{"a disconnect leaves the transport", webSocket + `
	w> 42["put out"]
		/ left: server_closed
		w< 41
		w< 42["too","late"]
	w> 40
		w< 40{"sid":"…"}`},
		{"a close ends the session", webSocket + `
	w> 40/ns
		w< 40/ns,{"sid":"…"}
	w> 42["close"]
		/ns left: server_closed
		/ left: server_closed
		w< 41/ns,
		w< 42/ns,["too","late"]
		w< 41
		w< 42["too","late"]
		w< close
		w finish server_closed
		end server_closed`},
	} {
		t.Run(tt.name, func(t *testing.T) { play(t, tt.script) })
	}
}

func TestAttachmentsAreBudgeted(t *testing.T) {
	run(t, nil, func(r *rig) {
		r.table.cfg.ReceiveBudget = 100
		first, second := newPlayer(r), newPlayer(r)
		first.play("\topen\n\tpost 40|452-[\"x\",{\"_placeholder\":true,\"num\":0}]")
		held := r.table.receiving.Load()
		if held <= 0 || held > 100 {
			t.Errorf("%d bytes are held", held)
		}
		second.play("\topen\n\tpost 40\n\tpost 452-[\"x\",{\"_placeholder\":true,\"num\":0}]|bAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" +
			"\n\t\t/ left: receive_budget\n\t\tend receive_budget")
		if got := r.table.receiving.Load(); got != held {
			t.Errorf("%d bytes are held, %d were", got, held)
		}
	})
}

func TestB64ClientsGetAttachmentsAsText(t *testing.T) {
	run(t, nil, func(r *rig) {
		p := newPlayer(r)
		tr, err := r.table.OpenWebSocket(true)
		if err != nil {
			t.Fatal(err)
		}
		p.session = r.find(tr.session.sid.text(""))
		p.attach("w", tr)
		p.play("\tw> 40\n\t\tw< 101\n\t\tw< open\n\t\tw< 40{\"sid\":\"…\"}\n\tw> 427[\"binary ack\"]\n\t\tw< 461-7[{\"_placeholder\":true,\"num\":0}]\n\t\tw< bYWJj")
	})
}
