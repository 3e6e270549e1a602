package websocket

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"socketchat/protocol/http1"
)

// recording is what the client of ws 8.21.3 sent over one connection.
type recording struct {
	Handshake string
	Accept    string // that the client took
	Frames    string // hex
}

func TestARecordedClientIsUnderstood(t *testing.T) {
	b, err := os.ReadFile("testdata/client.json")
	if err != nil {
		t.Fatal(err)
	}
	var r recording
	if err := json.Unmarshal(b, &r); err != nil {
		t.Fatal(err)
	}
	var h http1.Head
	if n, err := h.Parse([]byte(r.Handshake)); n != len(r.Handshake) || err != nil {
		t.Fatalf("n %d, err %v", n, err)
	}
	if status, message := CheckHandshake(&h); status != 0 {
		t.Errorf("%d %s", status, message)
	}
	if a := AcceptKey(h.Get("Sec-WebSocket-Key")); string(a[:]) != r.Accept || string(Subprotocol(&h)) != "chat" {
		t.Errorf("accept %s, subprotocol %s", a, Subprotocol(&h))
	}
	frames, err := hex.DecodeString(r.Frames)
	if err != nil {
		t.Fatal(err)
	}
	c := frameCase{in: string(frames), want: []string{
		msg(Text, `40{"token":"é😀"}`), msg(Text, ""), msg(Binary, strings.Repeat("\x07", 200)),
		msg(Ping, "beat"), msg(Text, "Hello"), msg(Pong, ""), msg(Text, `42["a"]`), msg(Close, "\x03\xe8bye"),
	}}
	c.run(t, len(c.in))
	c.run(t, 1)
}
