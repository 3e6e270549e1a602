package websocket

import (
	"testing"

	"socketchat/protocol/http1"
)

func TestAcceptKeyAnswersTheExampleOfRFC6455(t *testing.T) {
	if a := AcceptKey([]byte("dGhlIHNhbXBsZSBub25jZQ==")); string(a[:]) != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" {
		t.Errorf("got %s", a)
	}
}

func TestAppendHandshakeWritesThe101(t *testing.T) {
	key := []byte("dGhlIHNhbXBsZSBub25jZQ==")
	const start = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
		"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
	for _, c := range []struct {
		name                     string
		subprotocol, extra, want string
	}{
		{"4.2.2 with the subprotocol that was chosen", "chat", "X-A: b\r\n", start + "Sec-WebSocket-Protocol: chat\r\nX-A: b\r\n\r\n"},
		{"4.2.2 without one that nobody offered, and 9.1 without an extension", "", "", start + "\r\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := string(AppendHandshake(nil, key, []byte(c.subprotocol), []byte(c.extra))); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
	room := make([]byte, 0, 512)
	if allocs := testing.AllocsPerRun(100, func() { AppendHandshake(room, key, nil, nil) }); allocs != 0 {
		t.Errorf("%v allocations", allocs)
	}
}

const goodKey = "dGhlIHNhbXBsZSBub25jZQ=="

// head builds a parsed request by hand: name, value, name, value.
func head(method, upgrade string, fields ...string) *http1.Head {
	h := &http1.Head{Method: []byte(method), Minor: 1}
	if upgrade != "" {
		h.Upgrade = []byte(upgrade)
	}
	for i := 0; i < len(fields); i += 2 {
		h.Headers = append(h.Headers, http1.Header{Name: []byte(fields[i]), Value: []byte(fields[i+1])})
	}
	return h
}

func TestCheckHandshakeAnswersAsTheReferenceServer(t *testing.T) {
	const key, version, protocol = "Sec-WebSocket-Key", "Sec-WebSocket-Version", "Sec-WebSocket-Protocol"
	old := head("GET", "websocket", key, goodKey, version, "13")
	old.Minor = 0
	cases := []struct {
		name   string
		h      *http1.Head
		status int
	}{
		{"4.2.1 fine", head("GET", "websocket", key, goodKey, version, "13"), 0},
		{"4.2.1 upgrade in another case", head("GET", "WebSocket", key, goodKey, version, "13"), 0},
		{"4.2.1 HTTP/1.0", old, 400},
		{"4.2.1 method", head("POST", "websocket", key, goodKey, version, "13"), 405},
		{"4.2.1 no upgrade", head("GET", "", key, goodKey, version, "13"), 400},
		{"4.2.1 another upgrade", head("GET", "h2c", key, goodKey, version, "13"), 400},
		{"4.2.1 no key", head("GET", "websocket", version, "13"), 400},
		{"4.2.1 short key", head("GET", "websocket", key, "AAAA", version, "13"), 400},
		{"4.2.1 key of other characters", head("GET", "websocket", key, "dGhlIHNhbXBsZSBub25jZ!==", version, "13"), 400},
		{"4.4 no version", head("GET", "websocket", key, goodKey), 426},
		{"4.4 another version", head("GET", "websocket", key, goodKey, version, "12"), 426},
		{"11.3.1 a key twice", head("GET", "websocket", key, goodKey, key, goodKey, version, "13"), 400},
		{"11.3.1 a key after what is none", head("GET", "websocket", key, "AAAA", key, goodKey, version, "13"), 400},
		{"11.3.5 a version twice", head("GET", "websocket", key, goodKey, version, "13", version, "13"), 426},
		{"11.3.5 two versions", head("GET", "websocket", key, goodKey, version, "13", version, "8"), 426},
		{"4.1 a version with a zero before it", head("GET", "websocket", key, goodKey, version, "013"), 426},
		{"4.2.1 a list of upgrades in two lines", head("GET", "websocket", "Upgrade", "websocket", "Upgrade", "h2c", key, goodKey, version, "13"), 400},
		{"11.3.4 subprotocols", head("GET", "websocket", key, goodKey, version, "13", protocol, "a, b"), 0},
		{"4.1 a subprotocol twice", head("GET", "websocket", key, goodKey, version, "13", protocol, "a, b ,a"), 400},
		{"4.1 a subprotocol twice in two lines", head("GET", "websocket", key, goodKey, version, "13", protocol, "a", protocol, "a"), 400},
		{"11.3.4 empty subprotocol", head("GET", "websocket", key, goodKey, version, "13", protocol, "a,,b"), 400},
		{"11.3.4 subprotocol with a blank", head("GET", "websocket", key, goodKey, version, "13", protocol, "a b"), 400},
		{"11.3.4 second line of subprotocols", head("GET", "websocket", key, goodKey, version, "13", protocol, "a", protocol, "(b)"), 400},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			status, message := CheckHandshake(c.h)
			if status != c.status || (message == "") != (status == 0) {
				t.Errorf("got %d %q, want %d", status, message, c.status)
			}
		})
	}
}

func TestSubprotocolIsTheFirstOffered(t *testing.T) {
	const protocol = "Sec-WebSocket-Protocol"
	for _, c := range []struct {
		name, want string
		fields     []string
	}{
		{"4.2.2 the first of a list", "chat", []string{protocol, "chat , other"}},
		{"11.3.4 the first of two lines", "chat", []string{protocol, "chat", protocol, "other"}},
		{"4.2.2 none where none is offered", "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if p := Subprotocol(head("GET", "websocket", c.fields...)); string(p) != c.want || (p == nil) != (c.want == "") {
				t.Errorf("got %q, want %q", p, c.want)
			}
		})
	}
}

func TestCheckHandshakeAllocatesNothing(t *testing.T) {
	h := head("GET", "websocket", "Sec-WebSocket-Key", goodKey, "Sec-WebSocket-Version", "13", "Sec-WebSocket-Protocol", "a, b")
	if allocs := testing.AllocsPerRun(100, func() { CheckHandshake(h) }); allocs != 0 {
		t.Errorf("%v allocations", allocs)
	}
}
