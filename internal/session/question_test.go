package session

import (
	"strings"
	"testing"
)

const joined = `
	open w
		w< 101
		w< open
	w> 40
		w< 40{"sid":"…"}`

func TestAQuestionIsAnsweredOnceOrGivenUp(t *testing.T) {
	for _, tt := range []struct{ name, script string }{
		{"by an ack", `
	w> 42["ask",1]
		w< 420["q",1]
	w> 430["x",{"y":1}]
		reply ["\"x\"" "{\"y\":1}"] []`},
		{"by an ack without data", `
	w> 42["ask"]
		w< 420["q"]
	w> 430
		reply [] []`},
		{"by an ack with an attachment", `
	w> 42["ask"]
		w< 420["q"]
	w> 461-0[{"_placeholder":true,"num":0}]
	w binary abc
		reply ["{\"_placeholder\":true,\"num\":0}"] ["abc"]`},
		{"only the first time", `
	w> 42["ask"]
		w< 420["q"]
	w> 430[1]
		reply ["1"] []
	w> 430[2]`},
		{"each by its id", `
	w> 42["ask",1]
		w< 420["q",1]
	w> 42["ask",2]
		w< 421["q",2]
	w> 431["two"]
		reply ["\"two\""] []
	w> 430["one"]
		reply ["\"one\""] []`},
		{"not by another id, none, or another namespace", `
	w> 40/ns
		w< 40/ns,{"sid":"…"}
	w> 42["ask"]
		w< 420["q"]
	w> 431[1]
	w> 43[1]
	w> 43/ns,0[1]
	w> 430[2]
		reply ["2"] []`},
		{"not in time", `
	w> 42["ask"]
		w< 420["q"]
	wait 990ms
	wait 20ms
		no reply: the client did not answer in time
	w> 430[1]`},
		{"each in its time", `
	w> 42["ask"]
		w< 420["q"]
	wait 500ms
	w> 42["ask"]
		w< 421["q"]
	wait 510ms
		no reply: the client did not answer in time
	wait 500ms
		no reply: the client did not answer in time`},
		{"given up when the client leaves the namespace", `
	w> 42["ask"]
		w< 420["q"]
	w> 41
		no reply: the client left before it answered
		/ left: client_closed`},
		{"given up when the session ends", `
	w> 42["ask"]
		w< 420["q"]
	w close 1000
		w< close 1000 bye
		w finish client_closed
		no reply: the client left before it answered
		/ left: client_closed
		end client_closed`},
		{"asked with an attachment", `
	w> 42["ask with an attachment",{"_placeholder":true,"num":0}]
		w< 451-0["q",{"_placeholder":true,"num":0}]
		w< binary "abc"
	w> 430[]
		reply [] []`},
	} {
		t.Run(tt.name, func(t *testing.T) { askerPlays(t, joined+tt.script) })
	}
}

func TestQuestionsAreBounded(t *testing.T) {
	run(t, nil, func(r *rig) {
		r.table = NewTable(r.table.cfg, r.hub, asker{r.record}, r.table.log)
		p := newPlayer(r)
		p.play(joined)
		p.do(`w> 42["ask again and again"]`)
		r.settle()
		asked, refused := 0, 0
		for _, line := range p.seen() {
			if strings.Contains(line, ErrTooManyAcks.Error()) {
				refused++
			} else if strings.HasPrefix(line, "w< ") {
				asked++
			}
		}
		if asked != maxQuestions || refused != 1 {
			t.Errorf("%d were asked and %d refused", asked, refused)
		}
		p.do("w gone")
		r.settle()
		p.seen()
		if q := p.session.questions; len(q.open) != 0 {
			t.Errorf("%d questions are left", len(q.open))
		}
	})
}
