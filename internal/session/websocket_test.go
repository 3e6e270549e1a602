package session

import "testing"

func TestWebSocket(t *testing.T) {
	const connected = `
	open w
		w< 101
		w< open
	w> 40
		w< 40{"sid":"…"}`
	for _, tt := range []struct{ name, script string }{
		{"text and binary", `
	w> 420["echo",1]
		w< 430[1]
	w> 452-7["echo",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}]
	w binary a
	w binary b
		w< 437[{"_placeholder":true,"num":1},{"_placeholder":true,"num":0},"a","b"]
	w> 451-["echo",{"_placeholder":true,"num":0}]
	w> bYWJj
		w< 42["echo",{"_placeholder":true,"num":0},"abc"]`},
		{"RFC 6455 5.5.2: a ping is answered by a pong", `
	w ping hello
		w< pong hello
	w ping again
		w< pong again`},
		{"RFC 6455 5.5.2: a ping after the close is not", `
	w close 1000
		w< close 1000 bye
		w finish client_closed
		/ left: client_closed
		end client_closed
	w ping hello`},
		{"RFC 6455 5.5.1: nothing is sent after the close", `
	w> 42["join"]
	w close 1000
		w< close 1000 bye
		w finish client_closed
		/ left: client_closed
		end client_closed
	publish 2["e",1]
	w> 420["echo",1]`},
		{"RFC 6455 5.5.3: a pong that nobody asked for is not answered", `
	w pong unasked`},
		{"RFC 6455 5.5.1: the client's close is echoed", `
	w close 1000
		w< close 1000 bye
		w finish client_closed
		/ left: client_closed
		end client_closed
	w gone
	w> 42["echo",1]`},
		{"RFC 6455 5.5.1: a close without a code is echoed without one", `
	w close
		w< close
		w finish client_closed
		/ left: client_closed
		end client_closed`},
		{"too large", `
	w violation 1009
		w< close 1009 why
		w finish payload_too_large
		/ left: payload_too_large
		end payload_too_large`},
		{"against the protocol", `
	w violation 1002
		w< close 1002 why
		w finish protocol_error
		/ left: protocol_error
		end protocol_error`},
		{"not UTF-8", `
	w violation 1007
		w< close 1007 why
		w finish protocol_error
		/ left: protocol_error
		end protocol_error`},
		{"the connection breaks", `
	w gone
		/ left: transport_error
		end transport_error`},
		{"an invalid packet", `
	w> 42[
		w< close
		w finish protocol_error
		/ left: protocol_error
		end protocol_error`},
		{"an attachment that nobody waits for", `
	w binary x
		w< close
		w finish protocol_error
		/ left: protocol_error
		end protocol_error`},
		{"text where an attachment is due", `
	w> 451-["echo",{"_placeholder":true,"num":0}]
	w> 42["echo",1]
		w< close
		w finish protocol_error
		/ left: protocol_error
		end protocol_error`},
		{"the server stops", `
	shutdown
		w< close 1001
		w finish shutdown
		/ left: shutdown
		end shutdown
	w gone`},
		{"what waits goes before the last words", `
	w room 0
	w> 42["echo",1]
		w wants room
	w room -1
		w< 42["echo",1]
	w room 3
	w> 42["echo",2]
		w wants room
	w> 42["echo",3]
	shutdown
		w finish shutdown
		/ left: shutdown
		end shutdown`},
		{"a namespace of its own", `
	w> 40/ns,{"a":1}
		w< 40/ns,{"sid":"…"}
	w> 42/ns,7["echo",1]
		w< 43/ns,7[1]
	w> 42/ns,["echo",2]
		w< 42/ns,["echo",2]
	w> 41/ns,
		/ns left: client_closed
		w< 42/ns,["too","late"]
	w> 42["echo",3]
		w< 42["echo",3]
	w> 40/ns
		w< 40/ns,{"sid":"…"}
	w> 42/other,["echo",1]
		w< close
		w finish protocol_error
		/ left: protocol_error
		/ns left: protocol_error
		end protocol_error`},
		{"namespaces are left in the order of connecting", `
	w> 40/ns2
		w< 40/ns2,{"sid":"…"}
	w> 41
		/ left: client_closed
		w< 42["too","late"]
	w> 40/ns
		w< 40/ns,{"sid":"…"}
	w> 40
		w< 40{"sid":"…"}
	w gone
		/ns2 left: transport_error
		/ns left: transport_error
		/ left: transport_error
		end transport_error`},
		{"a namespace that there is not", `
	w> 40/other
		w< 44/other,{"message":"Invalid namespace"}
	w> 40/ns,{"no":1}
		w< 44/ns,{"message":"no","data":{"code":7}}
	w> 42["echo",1]
		w< 42["echo",1]`},
		{"the main namespace is left and joined again", `
	w> 41
		/ left: client_closed
		w< 42["too","late"]
	w> 40
		w< 40{"sid":"…"}
	w> 40
		w< close
		w finish protocol_error
		/ left: protocol_error
		end protocol_error`},
		{"an ack that nobody asked for is ignored", `
	w> 4399[1]
	w> 431
	w> 42["echo",1]
		w< 42["echo",1]`},
		{"an event that has a number for a name, and one that means nothing", `
	w> 42[1,2]
	w> 42["nothing"]
	w> 425["nothing"]`},
	} {
		t.Run(tt.name, func(t *testing.T) { play(t, connected+tt.script) })
	}
}
