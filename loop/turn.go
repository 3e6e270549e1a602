package loop

import (
	"runtime/debug"

	"socketchat/internal/reason"
	"socketchat/protocol/http1"
)

// poller is what the turns on one of the backend's pollers share. A turn is the handling of one
// readiness or wake-up; one runs at a time on a poller.
type poller struct {
	loop *Loop
	head http1.Head // of the request whose Handler.Head is running
}

// arrived handles b, read just now, in the connection's turn. b is not used afterwards. It reports
// whether the connection stays open; if not, the backend closes it as the last thing of its turn.
func (c *Conn) arrived(b []byte) bool {
	c.loop().stats.read.Add(int64(len(b)))
	if len(c.in) > 0 {
		c.in = append(c.in, b...)
		b = c.in
	}
	return c.parse(b)
}

// woken handles what had been kept, after an answer that was owed has been written.
func (c *Conn) woken() bool { return len(c.in) == 0 || c.parse(c.in) }

// parse takes from b what is complete and keeps the rest.
func (c *Conn) parse(b []byte) bool {
	for more, steps := true, 0; more && !c.pauses(steps); steps++ {
		switch c.mode.Load() {
		case speaksHTTP:
			b, more = c.request(b)
		case speaksWebSocket:
			b, more = c.frame(b)
		default:
			c.discarded += int32(len(b))
			b, more = nil, false
		}
	}
	return c.keep(b)
}

// keep holds rest, a tail of c.in or bytes of the poller's buffer, until more arrives.
func (c *Conn) keep(rest []byte) bool {
	switch {
	case len(rest) == 0:
		c.in = nil
	case len(c.in) == 0:
		c.in = append(make([]byte, 0, len(rest)), rest...)
	case cap(c.in) > 4*len(rest):
		c.in = append(make([]byte, 0, len(rest)), rest...)
	default:
		c.in = c.in[:copy(c.in, rest)]
	}
	if c.discarded > lingerBytes {
		return false
	}
	if c.mode.Load() == speaksHTTP && c.x.phase == owing && len(c.in) > c.loop().cfg.gatherLimit() {
		c.because(reason.PipelineOverflow)
		return false
	}
	return c.charge() || c.refuse()
}

// caught is deferred around each turn: a panic of a handler ends its own connection only.
func (c *Conn) caught(open *bool) {
	if v := recover(); v != nil {
		c.because(reason.InternalError)
		c.loop().panicked(v)
		*open = false
	}
}

// guarded calls f, which is not a poller's, and ends the connection when it panics.
func (c *Conn) guarded(f func()) {
	defer func() {
		if v := recover(); v != nil {
			c.loop().panicked(v)
			c.Shutdown(reason.InternalError)
		}
	}()
	f()
}

func (l *Loop) panicked(v any) {
	l.stats.panics.Add(1)
	l.cfg.Log.Error("a handler panicked; its connection is closed", "panic", v, "stack", string(debug.Stack()))
}
