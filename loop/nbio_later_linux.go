//go:build linux && !netloop

package loop

import "socketchat/internal/later"

// mostDeferred is after how many pieces of work a poller does not wait for the end of its events.
const mostDeferred = 64

// deferred is work that a turn of c left for after the events that its poller has in hand. The waker's
// turn does it: its event is behind theirs, since it is written in the midst of them.
type deferred struct {
	c *Conn
	r later.Runner
}

// Later runs r after the events that the poller has in hand. Only a turn of c may call it.
func (c *Conn) Later(r later.Runner) { c.waker().leave(deferred{c, r}, true) }

// behind runs r behind what waits for the end of the events, and reports false where nothing does.
func (c *Conn) behind(r later.Runner) bool { return c.waker().leave(deferred{c, r}, false) }

func (c *Conn) waker() *waker { return c.loop().engine.wakers[c.index(c.loop())] }

// leave keeps d for the end of the events, where it may be the first or something is kept already. It
// reports whether it does.
func (w *waker) leave(d deferred, first bool) (kept bool) {
	w.mu.Lock()
	n := len(w.deferred)
	if kept = first || n > 0; kept {
		w.deferred = append(w.deferred, d)
		n++
	}
	if kept && n == 1 {
		w.pokeLocked()
	}
	w.mu.Unlock()
	if n >= mostDeferred {
		w.runDeferred()
	}
	return kept
}

// runDeferred does what has been left, on any goroutine.
func (w *waker) runDeferred() {
	w.mu.Lock()
	work := w.deferred
	w.deferred, w.spare = w.spare, nil
	w.mu.Unlock()
	for _, d := range work {
		d.c.guarded(d.r.Run)
	}
	clear(work)
	w.mu.Lock()
	w.spare = work[:0]
	w.mu.Unlock()
}
