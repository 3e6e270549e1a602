//go:build linux && !netloop

package loop

import (
	"syscall"

	"socketchat/internal/reason"
)

// fairSteps is how many frames, or parts of requests, a turn handles before others get theirs: what is
// small costs more than its bytes. It reads one buffer's filling.
const fairSteps = 128

// drain reads what has arrived, into the poller's buffer, and handles it. Descriptors are edge-
// triggered: what arrives after a short read is an event of its own, what is left after a full one
// needs another turn. It reports whether the connection stays open.
func (c *Conn) drain(buf []byte) (open bool) {
	defer c.caught(&open)
	if c.yielded || c.holds() {
		return true
	}
	for {
		n, errno := c.read(buf)
		switch {
		case n > 0 && errno == 0:
			if !c.arrived(buf[:n]) {
				return false
			}
			if n == len(buf) && !c.holds() {
				c.yield()
			}
			return true
		case errno == 0:
			c.waker().runDeferred() // it may have an answer for c, who has finished behind its request
			c.because(reason.ClientClosed)
			return false
		case errno == syscall.EAGAIN:
			return true
		case errno == syscall.EINTR:
		default:
			c.because(reason.TransportError)
			return false
		}
	}
}

// holds reports whether c leaves its input until its receiver wants it.
func (c *Conn) holds() bool { return c.held.Load() && c.mode.Load() != lingers }

// pauses reports whether the turn leaves what follows for later, after so many steps.
func (c *Conn) pauses(steps int) bool {
	held := c.holds()
	if !held && steps >= fairSteps {
		c.yield()
	}
	return held || c.yielded
}

// yield has c go on after the others had their turns.
func (c *Conn) yield() {
	if !c.yielded {
		c.yielded = true
		c.wake()
	}
}

// resume is a turn without an event: it begins with what had been kept. Where no event will come it asks for
// the next turn itself, until a read says that the peer has finished.
func (c *Conn) resume(buf []byte) (open bool) {
	defer c.caught(&open)
	c.yielded = false
	if !c.woken() || !c.drain(buf) {
		return false
	}
	c.lock()
	unheard := c.unheardLocked()
	c.unlock()
	if unheard && !c.holds() {
		c.yield()
	}
	return true
}
