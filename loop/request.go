package loop

import (
	"errors"
	"time"

	"socketchat/internal/reason"
	"socketchat/protocol/http1"
)

const headRoom = http1.MaxHead + 4 // and the line ends that may stand before it

// request takes one step through the requests in b: what is left of it, and whether there is more
// to do now.
func (c *Conn) request(b []byte) (rest []byte, more bool) {
	switch c.x.phase {
	case readingHead:
		return c.readHead(b)
	case readingBody:
		return c.readBody(b)
	case skipping:
		return c.skipBody(b)
	default:
		return b, c.answered(len(b) > 0)
	}
}

func (c *Conn) readHead(b []byte) ([]byte, bool) {
	if len(b) == 0 {
		return nil, false
	}
	head := &c.p.head
	n, err := head.Parse(b)
	if err != nil {
		c.badRequest(err, head.Path)
		return nil, false
	}
	if n == 0 {
		c.x.wait(c.loop().cfg.HeaderTimeout, reason.HeaderTimeout)
		return b, false
	}
	c.x.begin(head)
	c.loop().handler.Head(c.x)
	return b[n:], true
}

func (x *Exchange) begin(h *http1.Head) {
	x.timer.clear()
	x.State, x.phase, x.timed = nil, owing, false
	x.body.Reset(h)
	x.c.lock()
	x.owed, x.unread, x.parked = true, h.HasBody(), false
	x.expect, x.close, x.length = h.Expect100, h.Close, h.ContentLength
	x.head = string(h.Method) == "HEAD"
	x.c.unlock()
}

// wait sets the deadline of the phase once.
func (x *Exchange) wait(d time.Duration, r reason.Reason) {
	if x.timed {
		return
	}
	x.timed = true
	x.c.lock()
	x.c.setTimerLocked(d, r)
	x.c.unlock()
}

// answered reports whether the poller may go on to what follows the exchange. If not, the one who
// answers it, or who writes the last of the answer, wakes the poller if it leaves input behind.
func (c *Conn) answered(input bool) bool {
	x := c.x
	c.lock()
	defer c.unlock()
	if x.owed || len(x.out) > 0 {
		x.parked = input
		return false
	}
	x.phase, x.timed, x.State = readingHead, false, nil
	if x.unread {
		x.phase = skipping
	}
	return true
}

// skipBody reads over a body of declared length whose request has been answered.
func (c *Conn) skipBody(b []byte) ([]byte, bool) {
	_, n, _ := c.x.body.Next(b)
	if !c.x.body.Done() {
		return b[n:], n > 0
	}
	c.x.phase = readingHead
	c.lock()
	c.setTimerLocked(c.loop().cfg.IdleTimeout, reason.KeepaliveIdle)
	c.unlock()
	return b[n:], true
}

// badRequest answers a head that cannot be read, and ends the connection.
func (c *Conn) badRequest(err error, path []byte) {
	he := &http1.Error{Status: 400, Reason: "The request cannot be read."}
	errors.As(err, &he)
	c.because(reason.ProtocolError)
	res := c.loop().handler.BadRequest(he, path)
	c.x.timer.clear()
	c.lock()
	c.x.phase, c.x.owed, c.x.close = owing, true, true
	c.unlock()
	c.x.Respond(&res)
}
