package loop

import (
	"fmt"
	"strings"
	"testing"

	"socketchat/internal/reason"
)

func TestKeepAliveConnectionIsAnsweredAgainAndAgain(t *testing.T) {
	l := start(t, Config{}, newApp())
	c := dial(t, l)
	for i := range 5 {
		c.send(get(fmt.Sprint("/", i)))
		c.expect(200, fmt.Sprint("hello /", i))
	}
	if s := l.Stats(); s.Opened != 1 || s.HTTP != 1 {
		t.Fatalf("stats %+v", s)
	}
	_ = c.Close()
	eventually(t, "closed as client_closed", closedFor(l, reason.ClientClosed))
}

func TestWebSocketEchoes(t *testing.T) {
	a := newApp()
	l := start(t, Config{}, a)
	c := dial(t, l).upgrade("/ws")
	for i := range 5 {
		c.send(masked(fmt.Sprint("message ", i)))
		if got := c.frame(); got != fmt.Sprint("message ", i) {
			t.Fatalf("echo %q", got)
		}
	}
	if s := l.Stats(); s.WebSocket != 1 || s.HTTP != 0 {
		t.Fatalf("stats %+v", s)
	}
	_ = c.Close()
	if r := await(t, "Closed", a.closed); r != reason.ClientClosed {
		t.Fatalf("closed for %v", r)
	}
}

func TestFramesThatFollowTheHandshakeInItsPacketAreRead(t *testing.T) {
	a := newApp()
	c := dial(t, start(t, Config{}, a))
	c.send(fmt.Sprintf(handshake, "/ws") + masked("first"))
	c.switched()
	if got := c.frame(); got != "first" {
		t.Fatalf("echo %q", got)
	}
}

func TestTheAnswerToHEADHasNoBody(t *testing.T) {
	c := dial(t, start(t, Config{}, newApp()))
	c.send("HEAD / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
	if got := c.ended(); !strings.Contains(got, "Content-Length: 7\r\n") || !strings.HasSuffix(got, "\r\n\r\n") {
		t.Errorf("answer %q", got)
	}
}
