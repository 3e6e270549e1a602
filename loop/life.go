package loop

import "socketchat/internal/reason"

// opened counts a new connection and gives it its first deadline. No turn of it has run yet.
func (c *Conn) opened() {
	l := c.loop()
	l.roster.enter(c)
	l.stats.opened.Add(1)
	l.stats.http.Add(1)
	c.lock()
	c.setTimerLocked(l.cfg.HandshakeTimeout, reason.HandshakeTimeout)
	c.unlock()
}

// ended follows the close of the socket: no turn of it runs any more, or will. It runs on no
// poller, once.
func (c *Conn) ended() {
	c.lock()
	c.gone = true
	c.becauseLocked(reason.TransportError)
	why, recv, timer := c.why, c.recv, c.timer
	var aborter Aborter
	if c.x != nil && c.x.owed {
		aborter = c.x.aborter
	}
	c.unlock()
	l := c.loop()
	if timer != nil {
		l.wheel.remove(timer)
	}
	c.release()
	l.stats.closed[why].Add(1)
	if recv != nil {
		l.stats.websocket.Add(-1)
	} else {
		l.stats.http.Add(-1)
	}
	l.roster.leave(c, func() {
		if aborter != nil {
			c.guarded(aborter.Aborted)
		}
		if recv != nil {
			c.guarded(func() { recv.Closed(why) })
		}
	})
}
