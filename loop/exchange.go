package loop

import (
	"socketchat/internal/later"
	"socketchat/protocol/http1"
)

// Exchange is one request and its answer. A connection has one at a time, and its next request
// uses it again: it must not be touched after Respond or Upgrade. ReadBody and Upgrade belong to
// Handler.Head; Respond and OnAbort may be called from any goroutine.
type Exchange struct {
	// State is the handler's own, from Head to Body.
	State any

	c     *Conn // static
	timer timer

	// Owned by the poller.
	phase phase
	timed bool // the phase's deadline is set
	body  http1.Body
	buf   []byte // the body so far, when it did not arrive in one piece
	limit int

	// Guarded by the connection's lock.
	owed    bool  // Respond has not been called
	parked  bool  // the poller left input behind because of what is owed or unsent
	unread  bool  // the body is not complete
	expect  bool  // the client waits for 100 Continue
	close   bool  // no request follows
	head    bool  // the method is HEAD
	length  int64 // of the body as declared, -1 when chunked
	aborter Aborter
	out     []byte // what the kernel did not take yet
}

// phase is where the poller stands in the current request.
type phase uint8

const (
	readingHead phase = iota
	readingBody
	owing    // the head, and the body where it is wanted, have been handed over
	skipping // the answer came before a body that is short enough to be read over
)

// Head returns the request's head. It is valid during Handler.Head only.
func (x *Exchange) Head() *http1.Head { return &x.c.p.head }

// RemoteAddr returns the peer's address, "host:port".
func (x *Exchange) RemoteAddr() string { return x.c.remoteAddr() }

// ReadBody asks for the body, of at most limit bytes: Handler.Body follows, after Handler.Head
// has returned.
func (x *Exchange) ReadBody(limit int) {
	x.phase, x.limit = readingBody, limit
}

// OnAbort has f told when the connection closes before Respond is called.
func (x *Exchange) OnAbort(f Aborter) {
	x.c.lock()
	gone := x.c.gone
	if x.owed && !gone {
		x.aborter = f
	}
	x.c.unlock()
	if gone {
		x.c.loop().roster.background(func() { x.c.guarded(f.Aborted) })
	}
}

// Later runs r after the events that the connection's poller has in hand. Only Handler.Head and
// Handler.Body may call it.
func (x *Exchange) Later(r later.Runner) { x.c.Later(r) }

// Behind runs r behind what waits to be run, by Later of any connection of the poller. It reports false,
// and does nothing, where nothing waits. Any goroutine may call it.
func (x *Exchange) Behind(r later.Runner) bool { return x.c.behind(r) }

// Upgrade makes the connection speak WebSocket from now on. The bytes after the head are its first
// frames, and the 101 is written by the connection's new owner.
func (x *Exchange) Upgrade(r Receiver) *Conn {
	c := x.c
	c.lock()
	c.recv, c.x, c.timer = r, nil, nil
	if c.mode.Load() == speaksHTTP {
		c.mode.Store(speaksWebSocket)
	}
	c.unlock()
	c.loop().wheel.remove(&x.timer)
	c.loop().stats.upgraded()
	return c
}
