package loop

import (
	"bytes"
	"sync"

	"socketchat/internal/reason"
	"socketchat/protocol/http1"
)

var buffers = sync.Pool{New: func() any { return new([]byte) }}

// keptBuffer is the largest buffer that goes back to the pool.
const keptBuffer = 64 << 10

// Respond answers the request. It never blocks, works once, and does nothing once the connection
// is closed. r and its bytes may be used again after it returns.
func (x *Exchange) Respond(r *http1.Response) {
	buf := buffers.Get().(*[]byte)
	c := x.c
	c.lock()
	if x.owed && !c.closed && c.mode.Load() == speaksHTTP {
		*buf = x.appendLocked((*buf)[:0], r)
		x.owed, x.aborter = false, nil
		c.sendLocked(*buf)
		if len(x.out) > 0 {
			*buf = nil // out is its rest
		} else {
			c.sentLocked()
		}
	}
	c.unlock()
	if cap(*buf) <= keptBuffer {
		buffers.Put(buf)
	}
}

// appendLocked appends r, and settles whether the connection can go on after it.
func (x *Exchange) appendLocked(dst []byte, r *http1.Response) []byte {
	res := *r
	tail := x.unread && (x.length < 0 || x.length > skipBytes || x.expect)
	x.close = x.close || r.Close || tail
	res.Close, res.Head = x.close, x.head
	if res.Status == 413 && x.close {
		x.c.becauseLocked(reason.PayloadTooLarge)
	}
	return res.Append(dst)
}

// sendLocked writes b; what the kernel does not take stays in out, which aliases b, and is written
// when there is room.
func (c *Conn) sendLocked(b []byte) {
	if len(c.x.out) > 0 {
		c.x.out = append(bytes.Clone(c.x.out), b...)
		return
	}
	c.flushLocked(b)
}

func (c *Conn) flushLocked(b []byte) {
	n, err := c.writeLocked(b)
	if err != nil {
		c.failLocked(reason.TransportError)
		return
	}
	c.x.out = b[n:]
	if len(c.x.out) == 0 {
		c.x.out = nil
		return
	}
	c.setTimerLocked(c.loop().cfg.IdleTimeout, reason.SlowConsumer)
	c.wantLocked()
}

// sentLocked follows the last byte of an answer.
func (c *Conn) sentLocked() {
	x := c.x
	switch {
	case c.mode.Load() != speaksHTTP:
	case x.owed: // 100 Continue
	case x.close:
		c.lingerLocked(reason.ClientClosed)
	case x.unread:
		c.setTimerLocked(c.loop().cfg.BodyTimeout, reason.BodyTimeout)
	default:
		c.setTimerLocked(c.loop().cfg.IdleTimeout, reason.KeepaliveIdle)
	}
	if x.parked {
		x.parked = false
		c.wake()
	}
}

// writable runs when there is room after wantLocked: on the backend's writing goroutine.
func (c *Conn) writable() {
	c.lock()
	if c.closed {
		c.unlock()
		return
	}
	if r := c.recv; r != nil {
		c.unlock()
		c.guarded(r.Writable)
		return
	}
	if len(c.x.out) > 0 {
		c.flushLocked(c.x.out)
		if len(c.x.out) == 0 {
			c.sentLocked()
		}
	}
	c.unlock()
}
