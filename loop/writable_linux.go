//go:build linux && !netloop

package loop

import (
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// writability tells connections whose socket was full that it has room: an epoll of our own, since
// nbio keeps EPOLLOUT to itself, and one goroutine that waits on it. Few connections are in it.
type writability struct {
	epfd int
	quit int // eventfd
	done chan struct{}

	mu    sync.Mutex
	table []waiter
	free  []uint32
}

// waiter is a connection's place. Events carry its index and generation, so that one of a
// connection that is gone reaches nobody.
type waiter struct {
	c   *Conn
	gen uint32
}

func newWritability() (*writability, error) {
	epfd, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, err
	}
	quit, err := unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
	if err == nil {
		err = unix.EpollCtl(epfd, unix.EPOLL_CTL_ADD, quit, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: -1})
	}
	if err != nil {
		_ = unix.Close(epfd)
		return nil, err
	}
	w := &writability{epfd: epfd, quit: quit, done: make(chan struct{})}
	go w.run()
	return w, nil
}

// want arms c for one call of writable. It runs under c's lock, and c is not closed. A connection
// keeps its place until it closes; the kernel drops the descriptor then.
func (w *writability) want(c *Conn) {
	op := unix.EPOLL_CTL_MOD
	if c.waiter == 0 {
		op = unix.EPOLL_CTL_ADD
		c.waiter = w.place(c) + 1
	}
	i := c.waiter - 1
	w.mu.Lock()
	gen := w.table[i].gen
	w.mu.Unlock()
	_ = unix.EpollCtl(w.epfd, op, int(c.fd), &unix.EpollEvent{
		Events: unix.EPOLLOUT | unix.EPOLLONESHOT, Fd: int32(i), Pad: int32(gen),
	})
}

func (w *writability) place(c *Conn) uint32 {
	w.mu.Lock()
	defer w.mu.Unlock()
	if n := len(w.free); n > 0 {
		i := w.free[n-1]
		w.free = w.free[:n-1]
		w.table[i].c = c
		return i
	}
	w.table = append(w.table, waiter{c: c})
	return uint32(len(w.table) - 1)
}

// forget gives c's place back.
func (w *writability) forget(c *Conn) {
	c.lock()
	i := c.waiter
	c.waiter = 0
	c.unlock()
	if i == 0 {
		return
	}
	w.mu.Lock()
	w.table[i-1] = waiter{gen: w.table[i-1].gen + 1}
	w.free = append(w.free, i-1)
	w.mu.Unlock()
}

func (w *writability) find(i, gen int32) *Conn {
	w.mu.Lock()
	defer w.mu.Unlock()
	if at := w.table[i]; at.gen == uint32(gen) {
		return at.c
	}
	return nil
}

// run ends with stop.
func (w *writability) run() {
	defer close(w.done)
	events := make([]unix.EpollEvent, 256)
	for {
		n, err := unix.EpollWait(w.epfd, events, -1)
		if err != nil && err != syscall.EINTR { //nolint:errorlint // an errno of the kernel's
			return
		}
		for _, ev := range events[:max(n, 0)] {
			if ev.Fd < 0 {
				return
			}
			if c := w.find(ev.Fd, ev.Pad); c != nil {
				c.writable()
			}
		}
	}
}

func (w *writability) stop() {
	_, _ = unix.Write(w.quit, []byte{1, 0, 0, 0, 0, 0, 0, 0})
	<-w.done
	_ = unix.Close(w.quit)
	_ = unix.Close(w.epfd)
}
