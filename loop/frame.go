package loop

import (
	"errors"

	"socketchat/protocol/websocket"
)

// frame takes one WebSocket frame from b.
func (c *Conn) frame(b []byte) (rest []byte, more bool) {
	if len(b) == 0 {
		return nil, false
	}
	m, complete, n, err := c.dec.Next(b, c.loop().cfg.MaxMessage)
	if err != nil {
		c.violated(err)
		return nil, false
	}
	if complete {
		c.recv.Message(m.Op, m.Data)
	}
	return b[n:], n > 0
}

func (c *Conn) violated(err error) {
	c.lock()
	if c.mode.Load() == speaksWebSocket {
		c.mode.Store(refuses)
	}
	c.unlock()
	ce := &websocket.CloseError{Code: 1002}
	errors.As(err, &ce)
	c.recv.Violation(ce)
}
