//go:build linux && !netloop

package loop

import (
	"net"
	"os"
	"sync"
	"syscall"

	"github.com/lesismal/nbio"
)

// waker gives connections a turn on their poller without new input: one end of a socket pair is
// a connection of that poller, a byte into the other end wakes it.
type waker struct {
	nb      *nbio.Conn
	started chan struct{} // closed by the first turn
	once    sync.Once

	mu    sync.Mutex
	fd    int // the other end; -1 once closed
	ready []*Conn
}

// post asks for a turn of c.
func (w *waker) post(c *Conn) {
	w.mu.Lock()
	w.ready = append(w.ready, c)
	if len(w.ready) == 1 {
		w.pokeLocked()
	}
	w.mu.Unlock()
}

func (w *waker) pokeLocked() {
	if w.fd >= 0 {
		_, _ = syscall.Write(w.fd, []byte{1}) // a full pair wakes as well
	}
}

// run is the waker's turn.
func (w *waker) run(buf []byte) {
	w.once.Do(func() { close(w.started) })
	if n, err := w.nb.Read(buf); n == 0 && err == nil {
		return // closed
	}
	w.mu.Lock()
	ready := w.ready
	w.ready = nil
	w.mu.Unlock()
	for _, c := range ready {
		c.lock()
		closed := c.closedLocked()
		c.unlock()
		if !closed && !c.resume() {
			_ = c.nb.Close()
		}
	}
	w.nb.Lock()
	w.nb.ResetPollerEvent()
	w.nb.Unlock()
}

func (w *waker) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.fd >= 0 {
		_ = syscall.Close(w.fd)
		w.fd = -1
	}
}

// startWakers makes one for each poller, and waits until each has had a turn: nbio's poller
// forgets a stop that comes before its loop has begun.
func (e *engine) startWakers() error {
	e.wakers = make([]*waker, e.loop.cfg.Pollers)
	var misfits []*waker
	defer func() {
		for _, w := range misfits {
			_ = w.nb.Close()
			w.close()
		}
	}()
	for made := 0; made < len(e.wakers); {
		w, err := newWaker()
		if err != nil {
			e.wakers = e.wakers[:0]
			return err
		}
		// The engine chooses the poller by the descriptor's number.
		if i := w.nb.Hash() % len(e.wakers); e.wakers[i] == nil {
			e.wakers[i] = w
			made++
		} else {
			misfits = append(misfits, w)
		}
	}
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

func newWaker() (*waker, error) {
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_NONBLOCK|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	w := &waker{fd: fds[1], started: make(chan struct{})}
	f := os.NewFile(uintptr(fds[0]), "waker")
	conn, err := net.FileConn(f)
	_ = f.Close()
	if err == nil {
		if w.nb, err = nbio.NBConn(conn); err != nil {
			_ = conn.Close()
		}
	}
	if err != nil {
		w.close()
		return nil, err
	}
	w.nb.Lock()
	w.nb.SetSession(w)
	w.nb.Unlock()
	return w, nil
}
