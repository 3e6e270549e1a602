package loop

import (
	"errors"

	"socketchat/internal/reason"
	"socketchat/protocol/http1"
)

// readBody collects the body that was asked for. One that arrives in one piece is not copied.
func (c *Conn) readBody(b []byte) (rest []byte, more bool) {
	x := c.x
	if !c.wanted() {
		x.phase, x.buf = owing, nil
		return b, true
	}
	if x.length > int64(x.limit) {
		c.failBody(ErrBodyTooLarge)
		return b, true
	}
	piece, rest, err := x.collect(b)
	switch {
	case err != nil:
		c.failBody(err)
	case x.body.Done():
		c.completeBody(piece)
	default:
		x.gather(piece)
		c.awaitBody(len(b) > 0)
		return rest, false
	}
	return rest, true
}

// gather keeps a piece of the body. Where the length is declared the buffer grows in few steps, by
// what has come, never beyond that length.
func (x *Exchange) gather(piece []byte) {
	if n := len(x.buf) + len(piece); n > cap(x.buf) && int64(n) <= x.length {
		x.buf = append(make([]byte, 0, min(4*int64(n), x.length)), x.buf...)
	}
	x.buf = append(x.buf, piece...)
}

// wanted reports whether no answer has been given meanwhile.
func (c *Conn) wanted() bool {
	c.lock()
	defer c.unlock()
	return c.x.owed
}

// collect decodes b. The last run of body bytes is returned as piece, which aliases b; those
// before it are in x.buf.
func (x *Exchange) collect(b []byte) (piece, rest []byte, err error) {
	for !x.body.Done() {
		run, n, err := x.body.Next(b)
		if err != nil {
			return nil, nil, err
		}
		if n == 0 && !x.body.Done() {
			break
		}
		b = b[n:]
		if len(run) == 0 {
			continue
		}
		x.buf, piece = append(x.buf, piece...), run
		if len(x.buf)+len(piece) > x.limit {
			return nil, b, ErrBodyTooLarge
		}
	}
	return piece, b, nil
}

func (c *Conn) completeBody(piece []byte) {
	x := c.x
	x.timer.clear()
	c.lock()
	x.unread = false
	c.unlock()
	whole := piece
	if len(x.buf) > 0 {
		whole = append(x.buf, piece...)
	}
	x.phase, x.buf = owing, nil
	c.loop().handler.Body(x, whole, nil)
}

// failBody hands over what stopped the body. What is left of it decides in Respond whether the
// connection goes on; after an error of framing it cannot.
func (c *Conn) failBody(err error) {
	x := c.x
	x.timer.clear()
	x.phase, x.buf = owing, nil
	if framing := new(http1.Error); errors.As(err, &framing) {
		c.because(reason.ProtocolError)
		c.lock()
		x.close = true
		c.unlock()
	}
	c.loop().handler.Body(x, nil, err)
}

// awaitBody sends 100 Continue to a client that waits for it.
func (c *Conn) awaitBody(some bool) {
	c.x.wait(c.loop().cfg.BodyTimeout, reason.BodyTimeout)
	c.lock()
	defer c.unlock()
	if c.x.expect && !some && c.x.owed && !c.closed {
		c.sendLocked(http1.Continue)
	}
	c.x.expect = false
}
