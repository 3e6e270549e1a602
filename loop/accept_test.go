package loop

import (
	"log/slog"
	"net"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"socketchat/internal/reason"
)

// Bite 10: at the cap accepting waits; it does not spin, and says so once.
func TestAcceptingPausesAtTheCapAndGoesOn(t *testing.T) {
	log := &records{}
	l := start(t, Config{MaxConns: 4, Log: slog.New(log)}, newApp())
	var open, waiting []*client
	for range 4 {
		c := dial(t, l)
		c.send(get("/"))
		c.expect(200, "hello /")
		open = append(open, c)
	}
	for range 8 {
		c := dial(t, l) // the kernel accepts
		c.send(get("/"))
		waiting = append(waiting, c)
	}
	eventually(t, "a pause", func() bool { return l.Stats().AcceptPauses == 1 })
	if s := l.Stats(); s.Open != 4 || s.Opened != 4 {
		t.Errorf("stats %+v", s)
	}
	for _, c := range open {
		_ = c.Close()
	}
	for _, c := range waiting {
		c.expect(200, "hello /")
		_ = c.Close()
	}
	if s := l.Stats(); log.count("accepting is paused") != 1 || s.AcceptPauses > 9 {
		t.Errorf("%d log lines for %d pauses", log.count("accepting is paused"), s.AcceptPauses)
	}
}

// Bite 11: what connected before the start, up to a full backlog, is served.
func TestConnectionsFromTheBacklogAreServedAtTheStart(t *testing.T) {
	for range 20 {
		l := New(Config{Addrs: []string{"127.0.0.1:0"}, Log: slog.New(&records{})}, newApp())
		if err := l.Listen(); err != nil {
			t.Fatal(err)
		}
		var early []*client
		for range 50 {
			c := dial(t, l)
			c.send(get("/early-bird"))
			early = append(early, c)
		}
		if err := l.Start(); err != nil {
			t.Fatal(err)
		}
		for _, c := range early {
			c.expect(200, "hello /early-bird")
			c.send(get("/again"))
			c.expect(200, "hello /again")
			_ = c.Close()
		}
		l.Stop()
	}
}

// nbio's poller forgets a stop that comes before its loop has begun, and waits for ever.
func TestStopRightAfterStartEnds(t *testing.T) {
	for range 50 {
		l := start(t, Config{}, newApp())
		l.Stop()
		l.Stop()
	}
}

func TestStopWithoutStartClosesTheListeners(t *testing.T) {
	l := New(Config{Addrs: []string{"127.0.0.1:0"}}, newApp())
	if err := l.Listen(); err != nil {
		t.Fatal(err)
	}
	l.Stop()
	if _, err := net.Dial("tcp", l.Addrs()[0].String()); err == nil {
		t.Error("still listening")
	}
}

// Bite 11: of several addresses all are bound or none, and the error names the one that is not.
func TestFailedBindNamesTheAddressAndBindsNothing(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = free.Close()
	l := New(Config{Addrs: []string{free.Addr().String(), taken.Addr().String()}}, newApp())
	err = l.Listen()
	if err == nil || !strings.Contains(err.Error(), taken.Addr().String()) {
		t.Errorf("Listen: %v", err)
	}
	if len(l.Addrs()) != 0 || l.Start() == nil {
		t.Error("it starts with no address")
	}
	again, err := net.Listen("tcp", free.Addr().String())
	if err != nil {
		t.Fatalf("the other address is still bound: %v", err)
	}
	_ = again.Close()
	l.Stop()
}

func TestGoroutinesDoNotGrowWithConnections(t *testing.T) {
	nbioOnly(t, "it has two goroutines a connection")
	a := newApp()
	l := start(t, Config{}, a)
	before := runtime.NumGoroutine()
	var sockets []*client
	for i := range 2000 {
		c := dial(t, l)
		if i%2 == 0 {
			c.upgrade("/ws?quiet")
		} else {
			c.send(get("/hold"))
		}
		sockets = append(sockets, c)
	}
	eventually(t, "all served", func() bool { return len(a.sockets) == 1000 && len(a.held) == 1000 })
	if after := runtime.NumGoroutine(); after > before+2 {
		t.Errorf("%d goroutines before, %d with 2,000 connections", before, after)
	}
	for _, c := range sockets {
		_ = c.Close()
	}
	eventually(t, "all closed", func() bool { return l.Stats().Closed[reason.ClientClosed] == 2000 })
}

// A listener that fails as it does when the process has no descriptor left: by error, at once.
type exhausted struct {
	listener
	err   syscall.Errno
	mu    sync.Mutex
	tries int
	heal  chan struct{}
}

func (e *exhausted) accept() (net.Conn, error) {
	select {
	case <-e.heal:
		return e.listener.accept()
	default:
	}
	e.mu.Lock()
	e.tries++
	e.mu.Unlock()
	return nil, &net.OpError{Op: "accept", Err: e.err}
}

// Bite 10: without a descriptor, accept fails at once, again and again.
func TestAcceptErrorsNeitherSpinNorFloodTheLog(t *testing.T) {
	log := &records{}
	l := New(Config{Addrs: []string{"127.0.0.1:0"}, Log: slog.New(log)}, newApp())
	if err := l.Listen(); err != nil {
		t.Fatal(err)
	}
	ln := &exhausted{listener: l.listeners[0], err: syscall.EMFILE, heal: make(chan struct{})}
	l.listeners[0] = ln
	if err := l.Start(); err != nil {
		t.Fatal(err)
	}
	defer l.Stop()
	tries := func() int { ln.mu.Lock(); defer ln.mu.Unlock(); return ln.tries }
	began := time.Now()
	eventually(t, "a second try", func() bool { return tries() >= 2 })
	if d := time.Since(began); d < acceptPause-100*time.Millisecond {
		t.Errorf("tried again after %v", d)
	}
	close(ln.heal)
	c := dial(t, l)
	c.send(get("/"))
	c.expect(200, "hello /")
	if n := log.count("accepting is paused"); n != 1 || tries() > 3 {
		t.Errorf("%d log lines, %d tries", n, tries())
	}
}

// A client that went away before it was accepted is no reason to wait.
func TestAbortedConnectionsPauseNothing(t *testing.T) {
	l := New(Config{Addrs: []string{"127.0.0.1:0"}, Log: slog.New(&records{})}, newApp())
	if err := l.Listen(); err != nil {
		t.Fatal(err)
	}
	ln := &exhausted{listener: l.listeners[0], err: syscall.ECONNABORTED, heal: make(chan struct{})}
	l.listeners[0] = ln
	if err := l.Start(); err != nil {
		t.Fatal(err)
	}
	defer l.Stop()
	eventually(t, "several tries", func() bool { ln.mu.Lock(); defer ln.mu.Unlock(); return ln.tries >= 3 })
	close(ln.heal)
	c := dial(t, l)
	c.send(get("/"))
	c.expect(200, "hello /")
	if n := l.Stats().AcceptPauses; n != 0 {
		t.Errorf("%d pauses", n)
	}
}
