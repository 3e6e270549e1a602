package loop

import (
	"net"
	"strings"
	"testing"
	"time"

	"socketchat/internal/reason"
)

// Bite 2: nbio ends a connection's events when the peer has finished. Whatever was sent before the FIN is
// handled first.
func TestWhatWasSentBeforeTheCloseIsReceived(t *testing.T) {
	for _, size := range []int{1 << 10, 300 << 10, 3 << 20} {
		a := newApp()
		a.sockets = make(chan *socket, 1)
		c := dial(t, start(t, Config{}, a)).upgrade("/ws?quiet")
		s := await(t, "upgrade", a.sockets)
		// 2,048 frames that are still being sent when the client closes.
		one := masked(repeat(size / 2048))
		c.send(strings.Repeat(one, 2048))
		_ = c.Close()
		if r := await(t, "Closed", a.closed); r != reason.ClientClosed {
			t.Errorf("closed for %v", r)
		}
		if got := len(s.messages); got != 2048 {
			t.Errorf("%d of 2048 messages of %d bytes received", got, size/2048)
		}
	}
}

// Bite 2, when the poller comes late: data and FIN wait together, more than one fair share of it.
func TestWhatWaitedTogetherWithTheCloseIsReceived(t *testing.T) {
	a := newApp()
	gate := make(chan struct{})
	a.onHead = func(x *Exchange) bool {
		if string(x.Head().Path) != "/wait" {
			return false
		}
		<-gate
		return false
	}
	l := start(t, Config{Pollers: 1}, a)
	c := dial(t, l).upgrade("/ws?quiet")
	s := await(t, "upgrade", a.sockets)
	const warm, late = 64, 40
	frame := masked(repeat(40 << 10))
	c.send(strings.Repeat(frame, warm)) // opens the window
	for range warm {
		await(t, "message", s.messages)
	}
	blocker := dial(t, l)
	blocker.send(get("/wait"))
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		c.send(strings.Repeat(frame, late))
		_ = c.Conn.(*net.TCPConn).CloseWrite()
	}()
	await(t, "sent", sent)
	close(gate)
	await(t, "Closed", a.closed)
	if got := len(s.messages); got != late {
		t.Errorf("%d of %d messages received", got, late)
	}
}

// Bite 3: half-close cannot be honoured; the connection closes and the answer's owner is told.
func TestHalfCloseAbortsAHeldAnswer(t *testing.T) {
	a := newApp()
	l := start(t, Config{}, a)
	c := dial(t, l)
	c.send(get("/hold"))
	x := await(t, "held", a.held)
	_ = c.Conn.(*net.TCPConn).CloseWrite()
	await(t, "Aborted", a.aborted)
	x.Respond(text(200, "too late"))
	if got := c.ended(); got != "" {
		t.Errorf("got %q", got)
	}
	eventually(t, "closed as client_closed", closedFor(l, reason.ClientClosed))
}

// Bite 15: one firehose does not keep a poller from its other connections.
func TestFirehoseLeavesOthersTheirTurns(t *testing.T) {
	a := newApp()
	// Quick until the window has opened, then slower than the hose, so that its socket never runs dry.
	messages, open := 0, make(chan struct{})
	a.onMessage = func() {
		if messages++; messages == 2000 {
			close(open)
		} else if messages > 2000 {
			time.Sleep(100 * time.Microsecond)
		}
	}
	l := start(t, Config{Pollers: 1}, a)
	hose := dial(t, l).upgrade("/ws?quiet")
	s := await(t, "upgrade", a.sockets)
	stop, stopped := make(chan struct{}), make(chan struct{})
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		for {
			select {
			case <-s.messages:
			case <-stopped:
				return
			}
		}
	}()
	go func() {
		defer close(stopped)
		frame := []byte(strings.Repeat(masked(repeat(16<<10)), 16))
		for {
			select {
			case <-stop:
				return
			default:
				if _, err := hose.Write(frame); err != nil {
					return
				}
			}
		}
	}()
	await(t, "window", open)
	c := dial(t, l)
	for range 50 {
		c.send(get("/"))
		c.expect(200, "hello /")
	}
	close(stop)
	<-stopped
	<-drained
}
