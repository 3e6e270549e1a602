package loop

import (
	"time"

	"socketchat/internal/reason"
)

// setTimerLocked gives the connection its one deadline; when it passes, the connection is closed
// for the reason r.
func (c *Conn) setTimerLocked(d time.Duration, r reason.Reason) {
	if c.gone {
		return
	}
	if c.timer == nil {
		c.timer = &timer{c: c}
	}
	c.loop().wheel.set(c.timer, d, r)
}

// reap closes connections whose deadline has passed. It is the one goroutine that does, sleeps
// while there is none, and ends when stop is closed.
func (w *wheel) reap(stop <-chan struct{}) {
	alarm := time.NewTimer(time.Hour)
	defer alarm.Stop()
	var expired []*timer
	for {
		alarm.Stop()
		if d, ok := w.next(); ok {
			alarm.Reset(d)
		}
		select {
		case <-stop:
			return
		case <-w.nudge:
		case <-alarm.C:
		}
		expired = w.advance(expired[:0])
		for i, t := range expired {
			t.expire(w)
			expired[i] = nil
		}
	}
}

// expire closes the connection, unless the deadline has moved since it was found.
func (t *timer) expire(w *wheel) {
	c := t.c
	c.lock()
	defer c.unlock()
	due := t.due.Load()
	if c.closed || c.timer != t || due == 0 || due>>8 > time.Since(w.start).Milliseconds() {
		return
	}
	c.failLocked(reason.Reason(due & 0xff))
}
