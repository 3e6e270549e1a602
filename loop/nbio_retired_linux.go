//go:build linux && !netloop

package loop

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// retired are the numbers of descriptors that must not come back before the poller has forgotten them. A
// number's socket has gone, and something idle has its place, so that no further batch of events has it;
// but the poller may be in the midst of one that has. So the poller closes it, in a turn of its waker;
// not in the first one, which may be of that batch; the second one is of a later batch, since each has
// one event for a descriptor, the waker's too.
type retired struct {
	fresh []int // guarded by the waker's mu: no turn has seen them
	seen  []int // owned by the poller: one turn has
}

// retire frees c's socket now and its number later.
func (e *engine) retire(c *Conn) {
	_ = unix.Dup3(e.idle, int(c.fd), unix.O_CLOEXEC)
	w := c.waker()
	w.mu.Lock()
	w.retired.fresh = append(w.retired.fresh, int(c.fd))
	if len(w.retired.fresh) == 1 {
		w.pokeLocked()
	}
	w.mu.Unlock()
}

// turnLocked closes what the turn before this one had seen. It reports whether another turn is due.
func (r *retired) turnLocked() (again bool) {
	closeAll(r.seen)
	r.seen, r.fresh = r.fresh, nil
	return len(r.seen) > 0
}

// close follows the end of the poller.
func (r *retired) close() {
	closeAll(r.seen)
	closeAll(r.fresh)
	r.seen, r.fresh = nil, nil
}

func closeAll(fds []int) {
	for _, fd := range fds {
		_ = syscall.Close(fd)
	}
}
