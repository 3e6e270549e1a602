package hub

import (
	"socketchat/protocol/websocket"
)

// writeBytes is the most that one write carries, so that no connection keeps a shard long.
const writeBytes = 64 << 10

// Conn is a WebSocket connection as its only writer sees it. Write never blocks and may
// write less; after WantWrite the owner is told when there is room.
type Conn interface {
	Write(b []byte) (n int, err error)
	WantWrite()
}

// Owner is the session that an outlet belongs to. Its methods run on the shard.
type Owner interface {
	// Flush is called once a round while the outlet has no connection and something waits:
	// a held poll may take it.
	Flush()
	// Overflow is told that too much waits: the session closes as a slow consumer.
	Overflow()
}

// Outlet is a session's way out: what its shard has for it that its transport has not taken.
// Whatever waits is kept as one stream of complete WebSocket frames, which a polling session
// turns into a payload. All of it is owned by the shard.
type Outlet struct {
	shard *Shard // static
	owner Owner  // static

	conn         Conn     // nil while the session polls
	pending      [][]byte // references to shared bytes, never copies; the first may be partly written
	pendingBytes int
	memberships  []membership
	round        uint64 // the round in which it was put on the shard's gather list
	dirty        bool   // on the shard's list of outlets to flush
	blocked      bool   // the kernel is full, or the connection failed: wait for Writable
	pong         bool   // the last of pending is a pong
	closed       bool
}

// Init sets the outlet's shard and owner. It is called once, before the shard knows it.
func (o *Outlet) Init(s *Shard, owner Owner) { o.shard, o.owner = s, owner }

// Shard returns the shard that owns the outlet.
func (o *Outlet) Shard() *Shard { return o.shard }

// SetConn makes conn the way out; what waits goes there from now on.
func (o *Outlet) SetConn(conn Conn) {
	o.conn = conn
	o.blocked = false
	if len(o.pending) > 0 {
		o.MarkDirty()
	}
}

// Queue adds frames, one or more complete unmasked WebSocket frames, to what waits. They are
// written at the end of the round. The bytes are kept and must not change.
func (o *Outlet) Queue(frames []byte) {
	if o.closed {
		return
	}
	o.pending = append(o.pending, frames)
	o.pong = false
	o.grow(len(frames))
	o.MarkDirty()
}

// QueuePong adds the answer to a ping. While the connection is full it takes the place of the one
// before it, so that pongs that nobody reads do not pile up. Source: RFC 6455, section 5.5.3.
func (o *Outlet) QueuePong(frame []byte) {
	last := len(o.pending) - 1
	if o.blocked && o.pong && last > 0 { // the first may be partly written
		o.grow(len(frame) - len(o.pending[last]))
		o.pending[last] = frame
		return
	}
	o.Queue(frame)
	o.pong = true
}

// Writable notes that the connection has room again.
func (o *Outlet) Writable() {
	if o.blocked && !o.closed {
		o.blocked = false
		o.MarkDirty()
	}
}

// MarkDirty puts the outlet on the list of those to flush in this round.
func (o *Outlet) MarkDirty() {
	if !o.dirty && !o.closed {
		o.dirty = true
		o.shard.dirty = append(o.shard.dirty, o)
	}
}

// Pending returns how many bytes of frames wait.
func (o *Outlet) Pending() int { return o.pendingBytes }

// Take hands the waiting frames to f, oldest first, until f returns false, and keeps the one
// that f refused and those after it. It is for sessions without a connection.
func (o *Outlet) Take(f func(op websocket.Opcode, payload []byte) bool) {
	for len(o.pending) > 0 {
		frames := o.pending[0]
		op, header, payload, ok := websocket.Header(frames)
		if !ok || !f(op, frames[header:header+payload]) {
			return
		}
		o.consume(header + payload)
	}
}

// FlushNow writes what waits at once, as far as the kernel takes it: for last words.
func (o *Outlet) FlushNow() {
	for o.conn != nil && !o.blocked && len(o.pending) > 0 {
		o.shard.write(o)
	}
}

// Close leaves all channels and lets go of what waits. Later calls do nothing.
func (o *Outlet) Close() {
	if o.closed {
		return
	}
	o.shard.LeaveAll(o)
	o.closed = true
	o.grow(-o.pendingBytes)
	o.pending, o.conn = nil, nil
	delete(o.shard.backlog, o)
}

// consume drops n bytes from the front of what waits.
func (o *Outlet) consume(n int) {
	o.grow(-n)
	for n > 0 {
		first := o.pending[0]
		if n < len(first) {
			o.pending[0] = first[n:]
			return
		}
		n -= len(first)
		o.pending[0] = nil
		o.pending = o.pending[1:]
	}
	if len(o.pending) == 0 {
		o.pending = nil // an idle session holds no buffer
	}
}

func (o *Outlet) grow(n int) {
	o.pendingBytes += n
	o.shard.pending += int64(n)
}
