package session

import "testing"

func TestAttachmentsGoOutOnEveryTransport(t *testing.T) {
	for _, tt := range []struct{ name, script string }{
		{"as binary frames", joined + `
	w> 452-["echo",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}]
	w binary abc
	w binary def
		w< 452-["echo",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}]
		w< binary "abc"
		w< binary "def"`},
		{"with an ack", joined + `
	w> 451-7["echo",{"_placeholder":true,"num":0}]
	w binary abc
		w< 451-["echo",{"_placeholder":true,"num":0}]
		w< binary "abc"
		w< 461-7[{"_placeholder":true,"num":0}]
		w< binary "abc"`},
		{"as base64 by polling", `
	open
	post 40|451-["echo",{"_placeholder":true,"num":0}]|bYWJj
	get a
		a< 40{"sid":"…"}|451-["echo",{"_placeholder":true,"num":0}]|bYWJj`},
		{"as binary frames when they waited for the upgrade", `
	open
	post 40
	get a
		a< 40{"sid":"…"}
	probe w
		w< 101
	w> 2probe
		w< 3probe
	post 451-["echo",{"_placeholder":true,"num":0}]|bYWJj
	w> 5
		w< 451-["echo",{"_placeholder":true,"num":0}]
		w< binary "abc"`},
		{"as base64 when they waited for the upgrade to a WebSocket that wants that", `
	open
	post 40
	get a
		a< 40{"sid":"…"}
	probe b64 w
		w< 101
	w> 2probe
		w< 3probe
	post 451-["echo",{"_placeholder":true,"num":0}]|bYWJj
	w> 5
		w< 451-["echo",{"_placeholder":true,"num":0}]
		w< bYWJj
	w> 451-["echo",{"_placeholder":true,"num":0}]
	w binary def
		w< 451-["echo",{"_placeholder":true,"num":0}]
		w< bZGVm`},
	} {
		t.Run(tt.name, func(t *testing.T) { askerPlays(t, tt.script) })
	}
}
