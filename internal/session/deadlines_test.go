package session

import "testing"

func TestDeadlines(t *testing.T) {
	const webSocket = `
	open w
		w< 101
		w< open
	w> 40
		w< 40{"sid":"…"}`
	for _, tt := range []struct{ name, script string }{
		{"a ping comes after the interval, a pong sets it anew", webSocket + `
	wait 24900ms
	wait 200ms
		w< 2
	wait 10s
	w> 3
	wait 24900ms
	wait 200ms
		w< 2
	w> 3
	wait 24s`},
		{"no pong ends the session", webSocket + `
	wait 25100ms
		w< 2
	wait 19800ms
	wait 200ms
		w< close
		w finish ping_timeout
		/ left: ping_timeout
		end ping_timeout`},
		{"the same by polling", `
	open
	post 40
	get a
		a< 40{"sid":"…"}
	get b
	wait 25100ms
		b< 2
	post 3
	get c
	wait 25100ms
		c< 2
	get d
	wait 20100ms
		d< 1
		/ left: ping_timeout
		end ping_timeout`},
		{"who speaks while the pong is due gets more time, once", webSocket + `
	wait 25100ms
		w< 2
	wait 19s
	w> 42["nothing"]
	wait 19s
	w> 42["nothing"]
	wait 1100ms
		w< close
		w finish ping_timeout
		/ left: ping_timeout
		end ping_timeout`},
		{"an unasked-for pong puts the ping off", webSocket + `
	wait 20s
	w> 3
	wait 24900ms
	wait 200ms
		w< 2`},
		{"no CONNECT ends the session", `
	open w
		w< 101
		w< open
	wait 25100ms
		w< 2
	w> 3
	wait 19700ms
	wait 300ms
		w< close
		w finish connect_timeout
		end connect_timeout`},
		{"a refused CONNECT is none", `
	open
	post 40/other
	get a
		a< 44/other,{"message":"Invalid namespace"}
	wait 25100ms
	get b
		b< 2
	post 3
	get c
	wait 20s
		c< 1
		end connect_timeout`},
		{"a CONNECT in time is enough", `
	open w
		w< 101
		w< open
	wait 10s
	w> 40/ns
		w< 40/ns,{"sid":"…"}
	wait 15100ms
		w< 2
	w> 3
	wait 20100ms
	wait 5s
		w< 2
	w> 41/ns,
		/ns left: client_closed
		w< 42/ns,["too","late"]
	wait 10s`},
		{"the heartbeat goes on by WebSocket after an upgrade", `
	open
	post 40
	get a
		a< 40{"sid":"…"}
	wait 20s
	probe w
		w< 101
	w> 5
	wait 5100ms
		w< 2
	w> 3
	wait 25100ms
		w< 2`},
	} {
		t.Run(tt.name, func(t *testing.T) { play(t, tt.script) })
	}
}

func TestAClientThatSpeaksMayAnswerLater(t *testing.T) {
	const pinged = joined + `
	wait 25s
		w< 2`
	for _, tt := range []struct{ name, script string }{
		{"by one ping time-out", pinged + `
	wait 15s
	w> 42["unknown"]
	wait 19s
	w> 3
	w> 42["echo"]
		w< 42["echo"]`},
		{"and not by two", pinged + `
	wait 15s
	w> 42["unknown"]
	wait 15s
	w> 42["unknown"]
	wait 6s
		w< close
		w finish ping_timeout
		/ left: ping_timeout
		end ping_timeout`},
	} {
		t.Run(tt.name, func(t *testing.T) { play(t, tt.script) })
	}
}
