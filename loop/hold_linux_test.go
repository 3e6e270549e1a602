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
	gate   chan struct{}
	heard  chan int
}

func interject(t *testing.T, a *app, at int) (*Loop, *interjection) {
	i := &interjection{t: t, gate: make(chan struct{}), heard: make(chan int, 1)}
	seen := 0 // owned by the poller
	a.onMessage = func() {
		if seen++; seen == at+1 {
			i.beside.send(get("/beside"))
		}
	}
	a.onHead = func(x *Exchange) bool {
		switch string(x.Head().Path) {
		case "/wait":
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
func (i *interjection) hold() { i.t.Helper(); dial(i.t, i.l).send(get("/wait")) }

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

// What a client sent before its end comes, held or not.
func TestAHeldConnectionReceivesWhatCameBeforeTheEnd(t *testing.T) {
	a := newApp()
	var held atomic.Pointer[Conn]
	a.onMessage = func() { held.Load().Hold() }
	l := start(t, Config{Pollers: 1}, a)
	c := dial(t, l).upgrade("/ws?quiet")
	s := await(t, "upgrade", a.sockets)
	held.Store(s.c)
	c.send(strings.Repeat(masked("x"), 500))
	await(t, "message", s.messages)
	_ = c.Close()
	if r := await(t, "Closed", a.closed); r != reason.ClientClosed {
		t.Errorf("closed for %v", r)
	}
	if n := len(s.messages); n != 499 {
		t.Errorf("%d of 499 messages came", n)
	}
}
