package session

import "testing"

func TestTheApplicationCloses(t *testing.T) {
	for _, tt := range []struct{ name, script string }{
		{"a namespace, and the transport stays", joined + `
	w> 42["leave"]
		/ left: server_closed
		w< 41
	w> 40
		w< 40{"sid":"…"}`},
		{"a session on WebSocket", joined + `
	w> 42["close"]
		/ left: server_closed
		w< 42["bye"]
		w< 41
		w< close
		w finish server_closed
		end server_closed`},
		{"a session of several namespaces, in the order of connecting", joined + `
	w> 40/ns2
		w< 40/ns2,{"sid":"…"}
	w> 40/ns
		w< 40/ns,{"sid":"…"}
	w> 42/ns,["close"]
		/ left: server_closed
		/ns2 left: server_closed
		/ns left: server_closed
		w< 42/ns,["bye"]
		w< 41
		w< 41/ns2,
		w< 41/ns,
		w< close
		w finish server_closed
		end server_closed`},
		{"a session whose poll is held", `
	open
	post 40
	get a
		a< 40{"sid":"…"}
	get b
	post 42["close"]
		/ left: server_closed
		b< 42["bye"]|41
	get c
		c< 6|1
		end server_closed`},
		{"a session between two polls", `
	open
	post 40|42["close"]
		/ left: server_closed
	get a
		a< 40{"sid":"…"}|42["bye"]|41
	get b
		b< 6|1
		end server_closed
	get c
		c refused`},
	} {
		t.Run(tt.name, func(t *testing.T) { askerPlays(t, tt.script) })
	}
}

func TestASessionThatTheServerClosesBetweenPolls(t *testing.T) {
	const closing = `
	open
	post 40
	get a
		a< 40{"sid":"…"}
	post 4x
		/ left: protocol_error`
	for _, tt := range []struct{ name, script string }{
		{"waits for a poll", closing + `
	wait 29s
	get b
		b< 6|1
		end protocol_error`},
		{"waits no longer than 30 s", closing + `
	wait 29s
	wait 2s
		end protocol_error
	get b
		b refused`},
		{"reads nothing more", closing + `
	post 42["echo",1]|42["panic"]|x|1
	get b
		b< 6|1
		end protocol_error`},
		{"but a close packet", closing + `
	post 42["panic"]|1
		end protocol_error
	get b
		b refused`},
		{"is not upgraded", closing + `
	probe w
		w< 101
		w< close
		w finish protocol_error
	w> 2probe
	get b
		b< 6|1
		end protocol_error`},
		{"ends with the server", closing + `
	shutdown
		end protocol_error`},
		{"gets no broadcast", `
	open
	post 40|42["join"]
	get a
		a< 40{"sid":"…"}
	post 4x
		/ left: protocol_error
	publish 2["e"]
	get b
		b< 6|1
		end protocol_error`},
		{"closes the WebSocket that probes", `
	open
	probe w
		w< 101
	w> 2probe
		w< 3probe
	post 4x
		w< close
		w finish protocol_error
	w gone
	get b
		b< 6|1
		end protocol_error`},
	} {
		t.Run(tt.name, func(t *testing.T) { play(t, tt.script) })
	}
}
