//go:build linux && !netloop

package loop

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// retiresAtOnce bounds how many sockets are closed in one turn of the waker, since a close takes ten times
// as long as the turn that reads of the end: when thousands leave together, events come in between.
const retiresAtOnce = 16

// retired are the descriptors of connections that have ended. In a turn of the waker the poller closes the
// socket, by putting something idle in its place: no further batch of events has it. The one in hand may,
// so that the number comes back in a later turn, which is of a later batch: each batch has one event for
// a descriptor, the waker's too.
type retired struct {
	ended    []int // guarded by the waker's mu: nobody uses the socket any more
	closing  []int // owned by the poller: the same, those before
	replaced []int // owned by the poller: the socket is closed
}

// retire leaves c's descriptor to the poller. c has ended.
func (e *engine) retire(c *Conn) {
	e.loop.roster.keep()
	w := c.waker()
	w.mu.Lock()
	w.retired.ended = append(w.retired.ended, int(c.fd))
	if len(w.retired.ended) == 1 {
		w.pokeLocked()
	}
	w.mu.Unlock()
}

// giveBack closes some of the sockets that are left, and frees the numbers of those closed before.
func (w *waker) giveBack() {
	r := &w.retired
	if n := len(r.replaced); n > 0 {
		closeAll(r.replaced)
		r.replaced = r.replaced[:0]
		w.engine.loop.roster.free(n)
	}
	w.mu.Lock()
	if len(r.closing) == 0 {
		r.closing, r.ended = r.ended, r.closing
	}
	if len(r.closing) > 0 {
		w.pokeLocked()
	}
	w.mu.Unlock()
	rest := max(len(r.closing)-retiresAtOnce, 0)
	for _, fd := range r.closing[rest:] {
		_ = unix.Dup3(w.engine.idle, fd, unix.O_CLOEXEC)
		r.replaced = append(r.replaced, fd)
	}
	r.closing = r.closing[:rest]
}

// close follows the end of the poller.
func (r *retired) close() {
	closeAll(r.ended)
	closeAll(r.closing)
	closeAll(r.replaced)
	*r = retired{}
}

func closeAll(fds []int) {
	for _, fd := range fds {
		_ = syscall.Close(fd)
	}
}
