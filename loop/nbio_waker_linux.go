//go:build linux && !netloop

package loop

import (
	"errors"
	"net"
	"os"
	"sync"
	"syscall"

	"github.com/lesismal/nbio"
	"golang.org/x/sys/unix"
)

// waker gives connections a turn on their poller without new input: one end of a socket pair is
// a connection of that poller, a byte into the other end wakes it.
type waker struct {
	nb      *nbio.Conn
	started chan struct{} // closed by the first turn
	once    sync.Once
	engine  *engine

	mu       sync.Mutex
	fd       int // the other end; -1 once closed
	ready    []*Conn
	deferred []deferred
	spare    []deferred // nil while the other is being run

	retired retired
}

// turnsAtOnce bounds how many connections go on in one turn of the waker: events come in between.
const turnsAtOnce = 8

// post asks for a turn of c, one for all who ask before it comes.
func (w *waker) post(c *Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if c.queued {
		return
	}
	c.queued = true
	w.ready = append(w.ready, c)
	if len(w.ready) == 1 {
		w.pokeLocked()
	}
}

func (w *waker) pokeLocked() {
	if w.fd >= 0 {
		_ = unix.Send(w.fd, []byte{1}, unix.MSG_NOSIGNAL) // a full pair wakes as well
	}
}

// run is the waker's turn. A connection may end in it: an event of it that still lies in this batch finds
// nobody, since the number is not free before a later one.
func (w *waker) run(buf []byte) {
	w.once.Do(func() { close(w.started) })
	if n, err := w.nb.Read(buf); n == 0 && err == nil {
		return // closed
	}
	w.giveBack()
	w.runDeferred()
	for _, c := range w.take() {
		c.lock()
		closed := c.closed
		c.unlock()
		if !closed && !c.resume(buf) {
			w.engine.end(c)
		}
	}
}

// take returns the connections whose turn it is. The rest has its own one.
func (w *waker) take() []*Conn {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := min(len(w.ready), turnsAtOnce)
	ready := w.ready[:n:n]
	if w.ready = w.ready[n:]; len(w.ready) > 0 {
		w.pokeLocked()
	} else {
		w.ready = nil
	}
	for _, c := range ready {
		c.queued = false
	}
	return ready
}

// close follows the end of the poller.
func (w *waker) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.fd >= 0 {
		_ = syscall.Close(w.fd)
		w.fd = -1
	}
	w.retired.close()
}

// makeWakers makes one for each poller, before the engine starts.
func (e *engine) makeWakers() error {
	for i := range e.pollers {
		w, err := e.newWaker(i)
		if err != nil {
			return err
		}
		e.wakers = append(e.wakers, w)
	}
	return nil
}

// startWakers waits until each poller has had a turn: one that is stopped before its loop has
// begun forgets that, and nbio's Stop would wait for ever.
func (e *engine) startWakers() error {
	for _, w := range e.wakers {
		if _, err := e.nbio.AddConn(w.nb); err != nil {
			return err
		}
		w.mu.Lock()
		w.pokeLocked()
		w.mu.Unlock()
		<-w.started
	}
	return nil
}

// newWaker makes the waker of the poller i: nbio chooses by the descriptor's number.
func (e *engine) newWaker(i int) (*waker, error) {
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_NONBLOCK|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	w := &waker{fd: fds[1], engine: e, started: make(chan struct{})}
	f := os.NewFile(uintptr(fds[0]), "waker")
	defer func() { _ = f.Close() }()
	if w.nb, err = fitting(f, fds[0], i, len(e.pollers)); err != nil {
		w.close()
		return nil, err
	}
	w.nb.Lock()
	w.nb.SetSession(w)
	w.nb.Unlock()
	return w, nil
}

// fitting makes a connection of f (from is its descriptor) whose number leaves i when divided by n.
// nbio dups, which takes the lowest number that is free: those that do not fit are held until one
// does, which is then given up for it. Another goroutine may take it first; then the next is tried.
func fitting(f *os.File, from, i, n int) (*nbio.Conn, error) {
	var below []int
	defer func() {
		for _, fd := range below {
			_ = syscall.Close(fd)
		}
	}()
	for range 100 * n {
		conn, err := net.FileConn(f)
		if err != nil {
			return nil, err
		}
		fd, err := unix.FcntlInt(uintptr(from), unix.F_DUPFD_CLOEXEC, 0)
		if err != nil {
			_ = conn.Close()
			return nil, err
		}
		if fd%n != i {
			below = append(below, fd)
			_ = conn.Close()
			continue
		}
		_ = syscall.Close(fd)
		nb, err := nbio.NBConn(conn)
		if err != nil {
			_ = conn.Close()
			return nil, err
		}
		if nb.Hash()%n == i {
			return nb, nil
		}
		_ = nb.Close()
	}
	return nil, errors.New("no descriptor fits")
}
