//go:build linux && !netloop

package loop

import (
	"strings"
	"sync/atomic"
	"testing"

	"socketchat/internal/reason"
)

// A pipeline of tiny frames is as many turns as it takes, and who sent one frame meanwhile is heard
// in between.
func TestTinyFramesLeaveOthersTheirTurns(t *testing.T) {
	a := newApp()
	a.sockets = make(chan *socket, 2)
	gate, order := make(chan struct{}), make(chan int, 1)
	seen := 0
	other := false
	a.onMessage = func() {
		if seen++; seen == 1 {
			<-gate
		}
	}
	a.onHead = func(x *Exchange) bool {
		if string(x.Head().Path) == "/beside" && !other {
			other = true
			order <- seen
		}
		return false
	}
	l := start(t, Config{Pollers: 1}, a)
	flood := dial(t, l).upgrade("/ws?quiet")
	s := await(t, "upgrade", a.sockets)
	beside := dial(t, l)
	beside.send(get("/"))
	beside.expect(200, "hello /")
	const frames = 20 * fairSteps
	flood.send(strings.Repeat(masked("x"), frames)) // at once in the socket, less than the buffer
	beside.send(get("/beside"))
	close(gate)
	beside.expect(200, "hello /beside")
	if n := await(t, "order", order); n >= frames {
		t.Errorf("the other one came after all %d", n)
	}
	for range frames {
		await(t, "message", s.messages)
	}
}

// interjection is a request that a client sends when the app of a loop with one poller has got so many
// messages.
type interjection struct {
	t      *testing.T
	l      *Loop
	beside *client
	inside chan struct{}
	gate   chan struct{}
	heard  chan int
}

func interject(t *testing.T, a *app, at int) (*Loop, *interjection) {
	i := &interjection{t: t, inside: make(chan struct{}), gate: make(chan struct{}), heard: make(chan int, 1)}
	// Owned by the poller.
	var fd int32
	seen := 0
	a.onMessage = func() {
		if seen++; seen == at+1 {
			request(t, i.beside, fd, "/beside")
		}
	}
	a.onHead = func(x *Exchange) bool {
		switch string(x.Head().Path) {
		case "/":
			fd = x.c.fd
		case "/wait":
			close(i.inside)
			<-i.gate
		case "/beside":
			i.heard <- seen - at
		}
		return false
	}
	i.l = start(t, Config{Pollers: 1}, a)
	i.beside = dial(t, i.l)
	i.beside.send(get("/"))
	i.beside.expect(200, "hello /")
	return i.l, i
}

// hold keeps the poller, so that what is sent from now on waits together, until heardAfter.
func (i *interjection) hold() {
	i.t.Helper()
	dial(i.t, i.l).send(get("/wait"))
	await(i.t, "turn of the request that waits", i.inside)
}

// heardAfter returns after how many messages more the request was heard.
func (i *interjection) heardAfter() int {
	i.t.Helper()
	close(i.gate)
	i.beside.expect(200, "hello /beside")
	return await(i.t, "the order", i.heard)
}

// Of large frames a turn takes one buffer's, however many wait.
func TestLargeFramesLeaveOthersTheirTurns(t *testing.T) {
	const size, warm, late = 40 << 10, 64, 20
	a := newApp()
	l, i := interject(t, a, warm)
	hose := dial(t, l).upgrade("/ws?quiet")
	s := await(t, "upgrade", a.sockets)
	hose.send(strings.Repeat(masked(repeat(size)), warm)) // opens the window
	for range warm {
		await(t, "message", s.messages)
	}
	i.hold()
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		hose.send(strings.Repeat(masked(repeat(size)), late))
	}()
	await(t, "sent", sent)
	if n := i.heardAfter(); n > 3 {
		t.Errorf("the other one was heard after %d frames of %d bytes", n, size)
	}
	for range late {
		await(t, "message", s.messages)
	}
}

// A receiver that holds gets nothing until it resumes, and then all of it in order; its poller goes
// on with others meanwhile.
func TestAHeldConnectionWaits(t *testing.T) {
	a := newApp()
	var held atomic.Pointer[Conn]
	got := 0
	a.onMessage = func() {
		if got++; got%10 == 0 {
			held.Load().Hold()
		}
	}
	l := start(t, Config{Pollers: 1}, a)
	c := dial(t, l).upgrade("/ws?quiet")
	s := await(t, "upgrade", a.sockets)
	held.Store(s.c)
	c.send(strings.Repeat(masked("x"), 95))
	for n := range 9 {
		for range 10 {
			await(t, "message", s.messages)
		}
		c.send(masked("y")) // an event while it is held
		beside := dial(t, l)
		beside.send(get("/"))
		beside.expect(200, "hello /")
		select {
		case <-s.messages:
			t.Fatalf("a message came while the connection was held (%d)", n)
		default:
		}
		held.Load().Resume()
	}
	for range 14 - 10 {
		await(t, "message", s.messages)
	}
}

// holding is a WebSocket that its receiver holds, the first of its messages having come; its peer has finished,
// and nothing gives it a turn.
type holding struct {
	*batches
	s *socket
}

// held sends behind the first one as many messages as are said, so many that are read with it and so many that
// are not.
func held(t *testing.T, read, unread int) *holding {
	t.Helper()
	a := newApp()
	var c atomic.Pointer[Conn]
	first := true
	a.onMessage = func() {
		if first {
			c.Load().Hold()
		}
		first = false
	}
	b := newBatches(t, a)
	waits := []func(){b.waiter(), b.waiter(), b.waiter()}
	ws := dial(t, b.l).upgrade("/ws?quiet")
	h := &holding{b, await(t, "upgrade", a.sockets)}
	c.Store(h.s.c)
	ws.send(strings.Repeat(masked("x"), 1+read))
	await(t, "message", h.s.messages)
	waits[0]()
	b.enter()
	finish(t, ws, h.s.c.fd, strings.Repeat(masked("x"), unread))
	waits[1]()
	b.next() // the end, then the second waiter
	b.turnsAskedFor(h.s.c, 1)
	waits[2]()
	b.next() // the waker, then the third waiter
	b.turnsAskedFor(h.s.c, 0)
	if n := len(h.s.messages); n != 0 {
		t.Errorf("%d messages came while the connection was held", n)
	}
	b.leave <- struct{}{}
	return h
}

// A peer's end waits behind what it has sent, which waits for the receiver.
func TestAHeldConnectionReceivesWhatCameBeforeTheEnd(t *testing.T) {
	for _, n := range [][2]int{{0, 0}, {0, 3}, {500, 0}, {500, 3}, {5, 500}} {
		h := held(t, n[0], n[1])
		h.s.c.Resume()
		if r := await(t, "Closed", h.closed); r != reason.ClientClosed {
			t.Errorf("%v: closed for %v", n, r)
		}
		if got := len(h.s.messages); got != n[0]+n[1] {
			t.Errorf("%v: %d messages came", n, got)
		}
	}
}

// Who ends a held connection that will have no event any more need not wait for its receiver.
func TestAHeldConnectionWhosePeerHasFinishedIsClosedByOthers(t *testing.T) {
	for name, end := range map[string]func(*Conn, reason.Reason){"Shutdown": (*Conn).Shutdown, "Finish": (*Conn).Finish} {
		t.Run(name, func(t *testing.T) {
			h := held(t, 3, 3)
			end(h.s.c, reason.SlowConsumer)
			if r := await(t, "Closed", h.closed); r != reason.SlowConsumer {
				t.Errorf("closed for %v", r)
			}
			if n := len(h.s.messages); n != 0 {
				t.Errorf("%d messages came", n)
			}
		})
	}
}

// A client that has finished is no more in a hurry than others.
func TestAFloodWhoseSenderHasFinishedLeavesOthersTheirTurns(t *testing.T) {
	const frames = 40 * fairSteps
	a := newApp()
	a.depth = frames
	l, i := interject(t, a, 0)
	flood := dial(t, l).upgrade("/ws?quiet")
	s := await(t, "upgrade", a.sockets)
	i.hold()
	finish(t, flood, s.c.fd, strings.Repeat(masked("x"), frames))
	if n := i.heardAfter(); n > 3*fairSteps {
		t.Errorf("the other one was heard after %d frames", n)
	}
	if r := await(t, "Closed", a.closed); r != reason.ClientClosed {
		t.Errorf("closed for %v", r)
	}
	if n := len(s.messages); n != frames {
		t.Errorf("%d of %d messages came", n, frames)
	}
}
