package session

import "testing"

func TestUpgrade(t *testing.T) {
	const connected = `
	open
	post 40
	get a
		a< 40{"sid":"…"}`
	for _, tt := range []struct{ name, script string }{
		{"with a probe", `
	get b
	probe w
		w< 101
	w> 2probe
		w< 3probe
		b< 6
	w> 5
	w> 42["echo",1]
		w< 42["echo",1]
	w> 1
		w< close
		w finish client_closed
		/ left: client_closed
		end client_closed`},
		{"without a probe", `
	get b
	probe w
		w< 101
	w> 5
		b< 6
	w> 42["echo",1]
		w< 42["echo",1]`},
		{"each new GET is released until the upgrade", `
	probe w
		w< 101
	w> 2probe
		w< 3probe
	get b
	wait 90ms
	wait 20ms
		b< 6
	get c
	wait 110ms
		c< 6
	wait 1s
	get d
	wait 110ms
		d< 6
	w> 5
	wait 1s`},
		{"polling carries data until the upgrade", `
	probe w
		w< 101
	w> 2probe
		w< 3probe
	get b
	post 42["echo",1]
		b< 42["echo",1]
	post 42["echo",2]|42["echo",3]
	w> 5
		w< 42["echo",2]
		w< 42["echo",3]`},
		{"a GET that comes after the upgrade is let go, and a POST that was accepted is read", `
	probe w
		w< 101
	w> 5
	get b
		b< 6
	get c
		c< 6
	abort b
	post 42["echo",1]
		w< 42["echo",1]
	w> 42["echo",2]
		w< 42["echo",2]`},
		{"another first frame closes that WebSocket", `
	probe w
		w< 101
	w> 42["echo",1]
		w< close
		w finish protocol_error
	w> 2probe
	w> 5
	w gone
	get b
	post 42["echo",2]
		b< 42["echo",2]
	probe v
		v< 101
	v> 2probe
		v< 3probe`},
		{"a binary frame closes that WebSocket", `
	probe w
		w< 101
	w binary x
		w< close
		w finish protocol_error`},
		{"a second prober is closed, the first goes on", `
	probe w
		w< 101
	probe v
		v< 101
		v< close
		v finish protocol_error
	v> 5
	w> 2probe
		w< 3probe
	w> 5
	w> 42["echo",1]
		w< 42["echo",1]`},
		{"another WebSocket after the upgrade is closed", `
	probe w
		w< 101
	w> 5
	probe v
		v< 101
		v< close
		v finish upgraded
	w> 42["echo",1]
		w< 42["echo",1]`},
		{"a prober has 10 s", `
	probe w
		w< 101
	w> 2probe
		w< 3probe
	wait 9900ms
	wait 110ms
		w< close
		w finish handshake_timeout
	get b
	wait 1s
	post 42["echo",1]
		b< 42["echo",1]`},
		{"a prober goes away", `
	probe w
		w< 101
	w> 2probe
		w< 3probe
	w gone
	get b
	wait 1s
	probe v
		v< 101
	v> 5
		b< 6`},
		{"a prober closes, pings, and breaks the rules", `
	probe w
		w< 101
	w ping x
		w< pong x
	w close 1000
		w< close 1000 bye
		w finish client_closed
	probe v
		v< 101
	v violation 1009
		v< close 1009 why
		v finish payload_too_large
	get b
	post 42["echo",1]
		b< 42["echo",1]`},
		{"the session ends while a WebSocket probes", `
	probe w
		w< 101
	get b
	post 1
		w< close
		w finish client_closed
		b< 6
		/ left: client_closed
		end client_closed
	probe v
		v shutdown transport_error`},
		{"the server stops while a WebSocket probes", `
	probe w
		w< 101
	get b
	shutdown
		w< close 1001
		w finish shutdown
		b< 1
		/ left: shutdown
		end shutdown`},
		{"attachments come by both transports", `
	post 451-["echo",{"_placeholder":true,"num":0}]
	probe w
		w< 101
	w> 5
	w binary abc
		w< 42["echo",{"_placeholder":true,"num":0},"abc"]`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			play(t, connected+tt.script)
		})
	}
}
