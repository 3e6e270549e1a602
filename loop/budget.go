package loop

import (
	"socketchat/internal/reason"
	"socketchat/protocol/http1"
	"socketchat/protocol/websocket"
)

var errBudget = &http1.Error{Status: 503, Reason: "The server holds as many unfinished requests as it may. Retry in a few seconds."}

// charge makes the receive budget hold what the connection holds now, and reports whether it fits.
func (c *Conn) charge() bool {
	held := int64(cap(c.in) + c.dec.Buffered())
	if c.x != nil {
		held += int64(cap(c.x.buf))
	}
	delta := held - c.charged
	if delta == 0 {
		return true
	}
	used := c.loop().stats.receiving.Add(delta)
	c.charged = held
	return delta < 0 || used <= c.loop().cfg.ReceiveBudget
}

// release gives back what charge took, and lets go of the buffers themselves: no turn runs any
// more, but nbio keeps a closed connection for a while, in the list of calls that it has made.
func (c *Conn) release() {
	c.loop().stats.receiving.Add(-c.charged)
	c.charged = 0
	c.in, c.dec = nil, websocket.Decoder{}
	if c.x != nil {
		c.x.buf = nil
	}
}

// refuse ends a connection that the receive budget has no room for: a request that is still
// arriving is answered 503, all else is closed.
func (c *Conn) refuse() bool {
	c.because(reason.ReceiveBudget)
	c.in = nil
	if c.mode.Load() != speaksHTTP || c.x.phase == owing {
		return false
	}
	if c.x.phase == readingBody {
		c.failBody(errBudget)
	} else {
		c.badRequest(errBudget, nil)
	}
	c.charge()
	return true
}
