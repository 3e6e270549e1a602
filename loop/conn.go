package loop

import (
	"sync/atomic"

	"socketchat/internal/reason"
	"socketchat/protocol/websocket"
)

// Conn is one accepted connection. It speaks HTTP until an Exchange upgrades it, then WebSocket;
// idle WebSockets hold no buffers. Its methods may be called from any goroutine, Write by one
// owner at a time.
type Conn struct {
	sock // the socket and the connection's lock; static after construction

	p *poller // static: whose turns these are

	// Owned by the poller.
	in        []byte // input that is not complete yet
	dec       websocket.Decoder
	charged   int64 // bytes taken from the receive budget
	discarded int32 // input thrown away while lingering
	yielded   bool  // it has asked for another turn

	queued bool // guarded by the waker's mu: its turn is due

	mode atomic.Uint32 // a mode; written under the lock
	held atomic.Bool   // its receiver wants no more for now

	// Guarded by the lock.
	why    reason.Reason
	closed bool      // its last turn is over: nobody uses the socket any more
	gone   bool      // ended has run: nothing will be called any more
	x      *Exchange // the HTTP state; nil once upgraded. The poller may read it without the lock
	recv   Receiver  // nil before the upgrade
	timer  *timer    // part of x, or the linger's
}

type mode = uint32

const (
	speaksHTTP mode = iota
	speaksWebSocket
	refuses // after a violation: input is discarded, the owner may still write
	lingers // no more writes, input is discarded
)

func (c *Conn) init(p *poller) {
	c.p = p
	c.x = &Exchange{c: c}
	c.timer = &c.x.timer
	c.timer.c = c
}

func (c *Conn) loop() *Loop { return c.p.loop }

// Write writes to a WebSocket. It never blocks: n < len(b) without an error means that the kernel
// is full and WantWrite tells when it is not. Errors are ErrClosed. b is not kept.
func (c *Conn) Write(b []byte) (n int, err error) {
	c.lock()
	defer c.unlock()
	if c.closed || c.mode.Load() == lingers {
		return 0, ErrClosed
	}
	n, err = c.writeLocked(b)
	if err != nil {
		c.failLocked(reason.TransportError)
		return n, ErrClosed
	}
	return n, nil
}

// WantWrite asks for one call of Receiver.Writable once there is room.
func (c *Conn) WantWrite() {
	c.lock()
	defer c.unlock()
	if !c.closed && c.mode.Load() != lingers {
		c.wantLocked()
	}
}

// Hold keeps further messages from the receiver until Resume: neither parsed nor, beyond what has
// been, read. Only Receiver.Message may call it. A peer's end waits behind them.
func (c *Conn) Hold() { c.held.Store(true) }

// Resume ends a Hold; without one it does nothing.
func (c *Conn) Resume() {
	if !c.held.Load() || !c.held.CompareAndSwap(true, false) {
		return
	}
	c.lock()
	defer c.unlock()
	if !c.closed {
		c.wake()
	}
}

// Finish ends a connection whose last bytes have been written: the write side is shut, input is
// discarded until the peer closes too, at most 16 MiB or 2 s, then it is closed.
func (c *Conn) Finish(r reason.Reason) {
	c.lock()
	defer c.unlock()
	if !c.closed && c.mode.Load() != lingers {
		c.lingerLocked(r)
	}
}

// Shutdown ends a connection at once; what it had not sent is lost.
func (c *Conn) Shutdown(r reason.Reason) {
	c.lock()
	defer c.unlock()
	if !c.closed {
		c.failLocked(r)
	}
}

// becauseLocked notes why the connection ends: the first reason stays.
func (c *Conn) becauseLocked(r reason.Reason) {
	if c.why == reason.None {
		c.why = r
	}
}

func (c *Conn) because(r reason.Reason) {
	c.lock()
	c.becauseLocked(r)
	c.unlock()
}

// failLocked makes the poller close the connection: it alone may.
func (c *Conn) failLocked(r reason.Reason) {
	c.becauseLocked(r)
	c.mode.Store(lingers)
	c.abortLocked()
}

func (c *Conn) lingerLocked(r reason.Reason) {
	c.becauseLocked(r)
	c.mode.Store(lingers)
	c.setTimerLocked(lingerTime, c.why)
	c.halfLocked()
}
