//go:build linux && !netloop

package loop

import (
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"

	"github.com/lesismal/nbio"
	"golang.org/x/sys/unix"

	"socketchat/internal/rawio"
)

// Backend names what moves the bytes.
const Backend = "nbio"

// sock is a connection of nbio's engine. Only its poller reads and closes it. Everyone else uses
// the descriptor under nbio's lock, while the connection is not closed: the number may belong to
// another connection afterwards.
//
// nbio ends a connection after a turn whose event said that the peer has finished, whatever there is left
// to read. It closes no descriptor of a kind that it does not know (see accepted), so that all it ends is
// events: the connection goes on in turns of the waker, until it has read of the end by itself. A closed
// one leaves its descriptor to the poller (see retired).
type sock struct {
	nb     *nbio.Conn
	fd     int32
	waiter uint32 // guarded by the lock: place in the writability table plus 1
}

func (s *sock) lock()   { s.nb.Lock() }
func (s *sock) unlock() { s.nb.Unlock() }

// bufferedLocked reports whether something was written that the kernel has not taken: never here.
func (s *sock) bufferedLocked() bool { return false }

// writeLocked writes what the kernel takes: n < len(b) without an error when it is full.
func (s *sock) writeLocked(b []byte) (n int, err error) {
	for n < len(b) {
		m, errno := rawio.Write(int(s.fd), b[n:])
		switch errno {
		case 0:
			n += m
		case syscall.EINTR:
		case syscall.EAGAIN:
			return n, nil
		default:
			return n, errno
		}
	}
	return n, nil
}

// read reads what has arrived. Only the poller calls it: nobody else closes the descriptor.
func (s *sock) read(b []byte) (int, syscall.Errno) { return rawio.Read(int(s.fd), b) }

// halfLocked shuts the write side.
func (c *Conn) halfLocked() { c.shutLocked(syscall.SHUT_WR) }

// abortLocked shuts both sides; the poller sees that and closes.
func (c *Conn) abortLocked() { c.shutLocked(syscall.SHUT_RDWR) }

// shutLocked wakes an unheard one itself, since no event will.
func (c *Conn) shutLocked(how int) {
	_ = syscall.Shutdown(int(c.fd), how)
	if c.unheardLocked() {
		c.wake()
	}
}

// unheardLocked reports whether nbio has ended it: no event will come.
func (s *sock) unheardLocked() bool {
	ended, _ := s.nb.IsClosed()
	return ended
}

func (c *Conn) wantLocked() { c.loop().engine.writability.want(c) }
func (c *Conn) wake()       { c.waker().post(c) }

func (s *sock) index(l *Loop) int { return int(s.fd) % l.cfg.Pollers }

// engine is nbio's engine without listeners, and what is ours beside it.
type engine struct {
	loop        *Loop
	nbio        *nbio.Engine
	pollers     []*poller
	wakers      []*waker
	writability *writability
	idle        int // an eventfd that nobody uses, see retired
}

func newEngine(l *Loop) (*engine, error) {
	logTo(l.cfg.Log)
	e := &engine{loop: l, pollers: make([]*poller, l.cfg.Pollers)}
	for i := range e.pollers {
		e.pollers[i] = &poller{loop: l}
	}
	e.nbio = nbio.NewEngine(nbio.Config{
		Name:           "loop",
		NPoller:        l.cfg.Pollers,
		ReadBufferSize: readSize,
		EpollMod:       nbio.EPOLLET,
	})
	e.nbio.OnOpen(e.onOpen)
	e.nbio.OnRead(e.onRead)
	e.nbio.OnClose(e.onClose)
	var err error
	if e.idle, err = unix.Eventfd(0, unix.EFD_CLOEXEC); err != nil {
		return nil, fmt.Errorf("loop: eventfd: %w", err)
	}
	if e.writability, err = newWritability(); err != nil {
		_ = syscall.Close(e.idle)
		return nil, fmt.Errorf("loop: epoll: %w", err)
	}
	if err = e.makeWakers(); err != nil {
		e.drop()
		return nil, fmt.Errorf("loop: wake pollers: %w", err)
	}
	if err = e.nbio.Start(); err != nil {
		e.drop()
		return nil, fmt.Errorf("loop: start pollers: %w", err)
	}
	if err = e.startWakers(); err != nil {
		e.stop()
		return nil, fmt.Errorf("loop: wake pollers: %w", err)
	}
	return e, nil
}

// add gives conn to its poller. On an error of the descriptor table conn is as it was.
func (e *engine) add(conn net.Conn) error {
	nb, err := nbio.NBConn(conn)
	if err != nil {
		return err
	}
	if _, err = e.nbio.AddConn(nb); err != nil && nb.Session() == nil {
		_ = syscall.Close(nb.Hash()) // a number beyond nbio's table: onOpen has not run, onClose will not
	}
	return err
}

// stop follows the close of every connection.
func (e *engine) stop() {
	e.nbio.Stop()
	for _, w := range e.wakers {
		w.close()
	}
	e.writability.stop()
	_ = syscall.Close(e.idle)
}

// drop undoes newEngine before the pollers run.
func (e *engine) drop() {
	for _, w := range e.wakers {
		_ = w.nb.Close()
		w.close()
	}
	e.writability.stop()
	_ = syscall.Close(e.idle)
}

// onOpen runs before the descriptor is in the poller.
func (e *engine) onOpen(nb *nbio.Conn) {
	if nb.IsUnix() {
		return // a waker's
	}
	c := &Conn{sock: sock{nb: nb, fd: int32(nb.Hash())}}
	c.init(e.pollers[c.index(e.loop)])
	nb.Lock()
	nb.SetSession(c)
	nb.Unlock()
	c.opened()
}

func (e *engine) onRead(nb *nbio.Conn) {
	nb.Lock()
	session := nb.Session()
	nb.Unlock()
	switch s := session.(type) {
	case *waker:
		s.run(e.nbio.PollerBuffer(nb))
	case *Conn:
		if !s.drain(e.nbio.PollerBuffer(nb)) {
			e.end(s)
		}
	}
}

// end is the last thing of c's last turn.
func (e *engine) end(c *Conn) {
	c.lock()
	c.closed = true
	unheard := c.unheardLocked()
	c.unlock()
	if unheard {
		e.nbio.Async(func() { e.settle(c) })
	} else {
		_ = c.nb.Close()
	}
}

// onClose runs on a goroutine of nbio's. The error is io.EOF where nbio ended the connection, and we have
// not; another one where nbio could not take it.
func (e *engine) onClose(nb *nbio.Conn, err error) {
	switch c, ok := nb.Session().(*Conn); {
	case !ok: // a waker's
	case errors.Is(err, io.EOF):
		c.wake()
	default:
		e.settle(c)
	}
}

// settle follows c's last turn, on no poller.
func (e *engine) settle(c *Conn) {
	c.lock()
	c.closed = true // there may have been no turn
	c.unlock()
	e.writability.forget(c)
	e.retire(c)
	c.ended()
}
