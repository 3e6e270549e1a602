package session

import (
	"testing"

	"socketchat/internal/reason"
)

func TestPolling(t *testing.T) {
	for _, tt := range []struct{ name, script string }{
		{"a GET waits for packets", `
	open
	get a
	post 40
		a< 40{"sid":"…"}
	post 42["echo",1]
	get b
		b< 42["echo",1]`},
		{"what waits goes into one payload", `
	open
	post 40|42["echo",1]|420["echo",2]
	get a
		a< 40{"sid":"…"}|42["echo",1]|430[2]`},
		{"a payload carries 64 KiB, or one packet", `
	open
	post 40|42["flood"]
	get a
		a< 40{"sid"… (40990 bytes)
	get b
		b< 42["floo… (40974 bytes)
	get c
		c< 42["floo… (40974 bytes)
	get d`},
		{"a second GET ends the session, the first gets a close packet", `
	open
	get a
	get b
		a< 1
		b is one too many
		end protocol_error
	get c
		c refused`},
		{"an aborted GET ends the session", `
	open
	post 40
	get a
		a< 40{"sid":"…"}
	get b
	abort b
		/ left: transport_error
		end transport_error`},
		{"a GET whose answer was lost ends the session", `
	open
	get a
	post 40
		a< 40{"sid":"…"}
	abort a
		/ left: transport_error
		end transport_error`},
		{"a second POST ends the session", `
	open
	get a
	post+
	post 40
		a< 1
		it is one too many
		end protocol_error`},
		{"a POST that was refused lets the next one in", `
	open
	post+
	post-
	post 40
	get a
		a< 40{"sid":"…"}`},
		{"a POST that broke off ends the session", `
	open
	post+
	post- aborted
		end transport_error`},
		{"the client closes", `
	open
	get a
	post 1
		a< 6
		end client_closed
	post 40
		post refused`},
		{"the server closes", `
	open
	get a
	shutdown
		a< 1
		end shutdown`},
		{"the server closes between two polls", `
	open
	post 40
	shutdown
		/ left: shutdown
	get a
		a< 40{"sid":"…"}
	get b
		b< 6|1
		end shutdown
	get c
		c refused`},
		{"packets after a close packet are not read", `
	open
	post 40|1|42["panic"]
		/ left: client_closed
		end client_closed`},
		{"packets without a meaning are ignored", `
	open
	post 6|5|0|3
	post 40
	get a
		a< 40{"sid":"…"}`},
		{"what waited goes before the close packet", `
	open
	get a
	post 40|42["echo",1]|x
		a< 40{"sid":"…"}|42["echo",1]|1
		/ left: protocol_error
		end protocol_error`},
	} {
		t.Run(tt.name, func(t *testing.T) { play(t, tt.script) })
	}
}

func TestInvalidPacketsEndTheSession(t *testing.T) {
	for _, packet := range []string{
		"", "x", "7", "2", "2probe", "4", "4x", "47", "42[]", "42{}", `42["x"`, "42[1", `42["connect"]`, `42["disconnecting"]`,
		`40`, "41x", "44", `450-["x"]`, `4511-["x"]`, `451-["x",{"_placeholder":true,"num":1}]`, "bAAAA", "b",
		`451-["x",{"_placeholder":true,"num":0}]|42["x"]`, "42/ns,[\"x\"]", "41/ns,", "42[\"\xff\"]", `6|`, `|6`,
	} {
		t.Run(packet, func(t *testing.T) {
			play(t, "\topen\n\tget a\n\tpost 40\n\t\ta< 40{\"sid\":\"…\"}\n\tget b\n\tpost "+packet+
				"\n\t\tb< 1\n\t\t/ left: protocol_error\n\t\tend protocol_error")
		})
	}
}

// witness is a GET or a POST that looks, when it is answered, whether its session is there.
type witness struct {
	rig     *rig
	sid     []byte
	session *Session
	next    bool // another POST was let in
}

func (w *witness) Answer([]byte) { w.session = w.rig.table.Find(w.sid) }
func (w *witness) Refuse()       { w.rig.Error("refused") }

func (w *witness) Taken() {
	w.session = w.rig.table.Find(w.sid)
	w.next = w.session != nil && w.session.BeginPost()
}

func TestWhoIsAnsweredFindsTheSessionAsItThenIs(t *testing.T) {
	for _, tt := range []struct {
		name, payload string
		there         bool
	}{
		{"a POST of an event", `40`, true},
		{"a POST of a close packet", `1`, false},
		{"a POST of nonsense", `x`, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			run(t, nil, func(r *rig) {
				p := newPlayer(r)
				p.play("\topen")
				sid := []byte(p.session.sid.text(""))
				post, get := &witness{rig: r, sid: sid}, &witness{rig: r, sid: sid}
				if !p.session.BeginPoll() || !p.session.BeginPost() {
					t.Fatal("one too many")
				}
				p.session.Poll(get)
				p.session.Post(post, []byte(tt.payload))
				p.settle()
				if (post.session != nil) != tt.there || post.next != tt.there || (get.session != nil) != tt.there {
					t.Errorf("the POST found %p, another was let in: %v; the GET found %p", post.session, post.next, get.session)
				}
				p.session.EndPost(reason.None)
			})
		})
	}
}

func TestAPostIsAnsweredWhenItsHandlerPanics(t *testing.T) {
	run(t, nil, func(r *rig) {
		p := newPlayer(r)
		p.play("\topen\n\tpost 40")
		post := &posted{record: r.record}
		p.session.BeginPost()
		p.session.Post(post, []byte(`42["panic"]`))
		p.settle()
		if !post.answered {
			t.Error("it is not answered")
		}
		p.record.take()
	})
}
