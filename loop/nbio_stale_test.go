//go:build linux && !netloop

package loop

import (
	"fmt"
	"net"
	"os"
	"sync/atomic"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"socketchat/internal/reason"
)

// batches is a Loop of one poller that a test leads from one batch of events to the next: a request
// for /wait keeps the poller inside its handler, and what happens meanwhile is the next batch, in the
// order in which it happened. Which number the next connection gets is known, too.
type batches struct {
	*app
	t             *testing.T
	l             *Loop
	inside, leave chan struct{}
	conns         chan *Conn // of requests for /me
	below         [2]int     // descriptors that nobody uses, of the lowest numbers
}

func newBatches(t *testing.T, a *app) *batches {
	b := &batches{
		app:    a,
		t:      t,
		inside: make(chan struct{}),
		leave:  make(chan struct{}),
		conns:  make(chan *Conn, 1),
	}
	other := a.onHead
	b.onHead = func(x *Exchange) bool {
		switch string(x.Head().Path) {
		case "/wait":
			select {
			case b.inside <- struct{}{}:
				<-b.leave
			case <-b.leave:
			}
		case "/me":
			b.conns <- x.c
		default:
			return other != nil && other(x)
		}
		return false
	}
	fillDescriptors(t)
	for i := range b.below {
		var err error
		if b.below[i], err = unix.Eventfd(0, unix.EFD_CLOEXEC); err != nil {
			t.Fatal(err)
		}
	}
	b.l = start(t, Config{Pollers: 1}, b)
	t.Cleanup(func() { close(b.leave) })
	return b
}

// connect returns a client and its connection.
func (b *batches) connect() (*client, *Conn) {
	b.t.Helper()
	c := dial(b.t, b.l)
	c.send(get("/me"))
	c.expect(200, "hello /me")
	return c, <-b.conns
}

// waiter connects a client. Each call of wait adds to the next batch an event that keeps the poller.
func (b *batches) waiter() (wait func()) {
	b.t.Helper()
	c, conn := b.connect()
	return func() { b.t.Helper(); request(b.t, c, conn.fd, "/wait") }
}

// enter waits until a waiter keeps the poller; next has the poller go on to the next one.
func (b *batches) enter() { b.t.Helper(); await(b.t, "turn of a waiter", b.inside) }
func (b *batches) next()  { b.t.Helper(); b.leave <- struct{}{}; b.enter() }

// innocent accepts a connection whose number is fd, if fd is free: it is the lowest one but for the
// client's end and the descriptor that nbio duplicates.
func (b *batches) innocent(fd int32) *client {
	b.t.Helper()
	for _, low := range b.below {
		if int32(low) > fd {
			b.t.Fatalf("%d is above %d", low, fd)
		}
		_ = syscall.Close(low)
	}
	c := b.accepted()
	b.accepted() // the poller has the first one when the second is counted
	return c
}

func (b *batches) accepted() *client {
	b.t.Helper()
	opened := b.l.Stats().Opened
	c := dial(b.t, b.l)
	eventually(b.t, "accepted", func() bool { return b.l.Stats().Opened > opened })
	return c
}

// harmless ends the batch and checks that the connection of c is served as before, and returns its number.
func (b *batches) harmless(c *client) int32 {
	b.t.Helper()
	b.leave <- struct{}{}
	b.connect() // its turn is of a later batch
	c.send(get("/me"))
	c.expect(200, "hello /me")
	conn := <-b.conns
	conn.lock()
	if conn.unheardLocked() {
		b.t.Error("it has no more events")
	}
	conn.unlock()
	return conn.fd
}

// request sends one to the server's descriptor fd, and returns when it has arrived.
func request(t *testing.T, c *client, fd int32, path string) {
	t.Helper()
	before := tcpInfo(int(fd)).Bytes_received
	c.send(get(path))
	eventually(t, "the request has arrived", func() bool { return tcpInfo(int(fd)).Bytes_received > before })
}

// finish has the peer finish, with data in the same event, and the server know.
func finish(t *testing.T, c *client, fd int32, last string) {
	t.Helper()
	c.send(last)
	_ = c.Conn.(*net.TCPConn).CloseWrite()
	eventually(t, "the end has arrived", func() bool { return tcpInfo(int(fd)).State == unix.BPF_TCP_CLOSE_WAIT })
}

// tcpInfo returns zeros for what is no socket.
func tcpInfo(fd int) unix.TCPInfo {
	info, err := unix.GetsockoptTCPInfo(fd, unix.IPPROTO_TCP, unix.TCP_INFO)
	if err != nil {
		return unix.TCPInfo{}
	}
	return *info
}

// turnsAskedFor waits until n turns of the waker are due: one when nbio has told of its end of c.
func (b *batches) turnsAskedFor(c *Conn, n int) {
	b.t.Helper()
	eventually(b.t, fmt.Sprintf("%d turns are asked for", n), func() bool {
		w := c.waker()
		w.mu.Lock()
		defer w.mu.Unlock()
		return len(w.ready) == n
	})
}

// over leads a connection to its end: all that is left of it is a descriptor, with a socket that the next
// turn of the waker closes. Waiters are waits to use up. c is the client's end.
func (b *batches) over(waits []func()) (c *client, conn *Conn) {
	b.t.Helper()
	c, conn = b.connect()
	c.send(get("/hold"))
	await(b.t, "held", b.held)
	fillDescriptors(b.t)

	waits[0]()
	b.enter()
	finish(b.t, c, conn.fd, "x")
	waits[1]()
	b.next() // c's event, then the second waiter
	conn.lock()
	if !conn.unheardLocked() || conn.closed {
		b.t.Error("nbio has not ended the connection, or we have")
	}
	conn.unlock()
	b.turnsAskedFor(conn, 1)
	waits[2]()
	b.next() // the waker, whose turn reads of the end, then the third waiter
	await(b.t, "Aborted", b.aborted)
	return c, conn
}

// reset adds an event of a connection that is over to the next batch.
func (b *batches) reset(c *client, conn *Conn) {
	b.t.Helper()
	c.reset()
	eventually(b.t, "the reset has arrived", func() bool { return tcpInfo(int(conn.fd)).State == unix.BPF_TCP_CLOSE })
	fillDescriptors(b.t)
}

// Bite 18: the poller has an event of a connection behind the turn of the waker that closes its socket.
func TestStaleEventOfAConnectionThatNbioEndedHarmsNobody(t *testing.T) {
	b := newBatches(t, newApp())
	waits := []func(){b.waiter(), b.waiter(), b.waiter(), b.waiter()}
	c, conn := b.over(waits)
	waits[3]()
	b.reset(c, conn)
	b.next() // the waker, then the fourth waiter; the reset follows
	b.harmless(b.innocent(conn.fd))
}

// Bite 18: when its number comes back, no event of the connection can be in the poller's batch.
func TestNumberOfAConnectionThatNbioEndedComesBackWithoutEvents(t *testing.T) {
	b := newBatches(t, newApp())
	waits := []func(){b.waiter(), b.waiter(), b.waiter(), b.waiter(), b.waiter()}
	c, conn := b.over(waits)
	waits[3]()
	b.next() // the waker, then the fourth waiter
	waits[4]()
	c.reset() // it would arrive behind the last waiter
	if n := tcpInfo(int(conn.fd)); n.State != 0 {
		t.Errorf("the socket is in state %d", n.State)
	}
	fillDescriptors(t)
	b.next() // the waker, then the fifth waiter
	if fd := b.harmless(b.innocent(conn.fd)); fd != conn.fd {
		t.Errorf("the next connection has the number %d, want %d", fd, conn.fd)
	}
}

// Bite 1: a turn of the waker ends a connection whose own event follows in the batch.
func TestWakersTurnMayEndAConnectionWhoseEventFollows(t *testing.T) {
	a := newApp()
	var held atomic.Pointer[Conn]
	a.onMessage = func() { held.Load().Hold() }
	b := newBatches(t, a)
	first, second := b.waiter(), b.waiter()
	c := dial(t, b.l).upgrade("/ws?quiet")
	s := await(t, "upgrade", b.sockets)
	held.Store(s.c)
	c.send(masked("hold"))
	await(t, "message", s.messages)
	fillDescriptors(t)

	first()
	b.enter()
	s.c.Resume()
	second()
	finish(t, c, s.c.fd, masked("panic"))
	b.next() // the waker's turn panics, then the second waiter
	b.harmless(b.innocent(s.c.fd))
	if r := await(t, "Closed", b.closed); r != reason.InternalError {
		t.Errorf("closed for %v", r)
	}
}

// Sockets of connections that end together are closed a few at a time.
func TestManyEndsLeaveTheirSocketsForLater(t *testing.T) {
	const many = 3*retiresAtOnce - 1
	b := newBatches(t, newApp())
	waits := []func(){b.waiter(), b.waiter(), b.waiter(), b.waiter(), b.waiter()}
	clients, conns := make([]*client, many), make([]*Conn, many)
	for i := range many {
		clients[i], conns[i] = b.connect()
	}
	w := b.l.engine.wakers[0]
	open := func() (n int) {
		for _, c := range conns {
			if tcpInfo(int(c.fd)).State != 0 {
				n++
			}
		}
		return n
	}

	waits[0]()
	b.enter()
	for i, c := range clients {
		finish(t, c, conns[i].fd, "")
	}
	waits[1]()
	b.next() // all ends, then the second waiter
	eventually(t, "all have ended", func() bool {
		w.mu.Lock()
		defer w.mu.Unlock()
		return len(w.retired.ended) == many
	})
	kept := many // numbers, which nobody else may count on
	for turns, wait := range waits[2:] {
		wait()
		b.next() // the waker, then a waiter
		want := max(many-(turns+1)*retiresAtOnce, 0)
		if got := open(); got != want {
			t.Errorf("%d sockets are open after %d turns, want %d", got, turns+1, want)
		}
		b.l.roster.mu.Lock()
		if b.l.roster.kept != kept {
			t.Errorf("%d numbers are kept after %d turns, want %d", b.l.roster.kept, turns+1, kept)
		}
		b.l.roster.mu.Unlock()
		kept = want
	}
}

// A request is answered behind the events that its poller has in hand, and its client finishes meanwhile.
func TestAnAnswerPrecedesTheEndThatFollowsItsRequest(t *testing.T) {
	a := newApp()
	a.onHead = func(x *Exchange) bool {
		x.Later(runner(func() { x.Respond(text(200, "later")) }))
		return true
	}
	b := newBatches(t, a)
	first, second := b.waiter(), b.waiter()
	c, conn := b.connect()
	first()
	b.enter()
	second()
	request(t, c, conn.fd, "/later")
	b.next() // the second waiter; the request follows
	finish(t, c, conn.fd, "")
	b.leave <- struct{}{}
	c.expect(200, "later")
	c.ended()
}

func TestTurnsThatAreAskedForTogetherAreOne(t *testing.T) {
	b := newBatches(t, newApp())
	first, second := b.waiter(), b.waiter()
	_, conn := b.connect()
	first()
	b.enter()
	for range 3 {
		conn.waker().post(conn)
	}
	b.turnsAskedFor(conn, 1)
	second()
	b.next() // the waker, then the second waiter
	b.turnsAskedFor(conn, 0)
	conn.waker().post(conn)
	b.turnsAskedFor(conn, 1)
}

// What nbio could not take has no turn, and nobody may use its number afterwards.
func TestAConnectionThatThePollerRefusesIsClosed(t *testing.T) {
	a := newApp()
	a.closed = make(chan reason.Reason) // nbio's calls wait until the slow one's close is taken from it
	l := start(t, Config{Pollers: 1}, a)
	slow := dial(t, l).upgrade("/ws?quiet")
	_ = slow.Close()
	eventually(t, "the slow one's close", func() bool { return l.Stats().Closed[reason.ClientClosed] == 1 })
	file, err := os.CreateTemp(t.TempDir(), "") // epoll takes no file
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	fd, err := syscall.Dup(int(file.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	if err := l.engine.add(&accepted{raw: raw{fd: fd}}); err == nil {
		t.Fatal("the poller took a file")
	}
	conn := l.roster.all()[0]
	await(t, "Closed", a.closed)
	eventually(t, "nothing is open", func() bool { return l.Stats().Open == 0 })
	conn.lock()
	if !conn.closed {
		t.Error("it counts as open")
	}
	conn.unlock()
}
