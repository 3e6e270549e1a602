//go:build linux && !netloop

package loop

import (
	"syscall"

	"golang.org/x/sys/unix"

	"socketchat/internal/reason"
)

// fairSteps is how many frames, or parts of requests, a turn handles before others get theirs: what is
// small costs more than its bytes. It reads one buffer's filling.
const fairSteps = 128

// drain reads what has arrived, into the poller's buffer, and handles it. Descriptors are edge-
// triggered: what arrives after a short read is an event of its own, what is left after a full one
// needs another turn. nbio closes after a turn whose event said that the peer has finished, so
// then all of it must be read. drain reports whether the connection stays open.
func (c *Conn) drain(buf []byte) (open bool) {
	defer c.caught(&open)
	if c.resting() {
		if !c.ends() {
			return true
		}
		if !c.woken() {
			return false
		}
	}
	for {
		n, errno := c.read(buf)
		switch {
		case n > 0 && errno == 0:
			if !c.arrived(buf[:n]) {
				return false
			}
			if n < len(buf) {
				return true
			}
			if !c.ends() {
				if !c.held.Load() {
					c.yield()
				}
				return true
			}
		case errno == 0:
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

// resting reports whether c has left input behind and goes on with it in a turn that will come.
func (c *Conn) resting() bool { return c.yielded || c.held.Load() }

// pauses reports whether the turn leaves what follows for later, after so many steps.
func (c *Conn) pauses(steps int) bool {
	held := c.held.Load()
	if !held && steps < fairSteps || c.ends() {
		return false
	}
	if !held {
		c.yield()
	}
	return true
}

// ends reports whether all input must be taken in this turn, and notes it.
func (c *Conn) ends() bool {
	c.finished = c.finished || c.peerFinished()
	return c.finished
}

// yield has c go on after the others had their turns.
func (c *Conn) yield() {
	if !c.yielded {
		c.yielded = true
		c.wake()
	}
}

// peerFinished reports whether the peer's FIN has arrived: then what is left to read has an end,
// and nbio may be about to close.
func (c *Conn) peerFinished() bool {
	c.lock()
	defer c.unlock()
	if c.closedLocked() {
		return true
	}
	info, err := unix.GetsockoptTCPInfo(int(c.fd), unix.IPPROTO_TCP, unix.TCP_INFO)
	if err != nil {
		return true
	}
	switch info.State {
	case unix.BPF_TCP_ESTABLISHED, unix.BPF_TCP_FIN_WAIT1, unix.BPF_TCP_FIN_WAIT2:
		return false
	}
	return true
}

// resume is a turn without an event: it begins with what had been kept.
func (c *Conn) resume(buf []byte) (open bool) {
	defer c.caught(&open)
	c.yielded = false
	return c.woken() && c.drain(buf)
}
