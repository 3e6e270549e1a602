//go:build linux && !netloop

package loop

import (
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"

	"github.com/lesismal/nbio"

	"socketchat/internal/rawio"
	"socketchat/internal/reason"
)

// Backend names what moves the bytes.
const Backend = "nbio"

// sock is a connection of nbio's engine. Only its poller reads and closes it. Everyone else uses
// the descriptor under nbio's lock, after it said that the connection is not closed: the number
// may belong to another connection afterwards.
type sock struct {
	nb     *nbio.Conn
	fd     int32
	waiter uint32 // guarded by the lock: place in the writability table plus 1
}

func (s *sock) lock()   { s.nb.Lock() }
func (s *sock) unlock() { s.nb.Unlock() }

func (s *sock) closedLocked() bool {
	closed, _ := s.nb.IsClosed()
	return closed
}

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
func (s *sock) halfLocked() { _ = syscall.Shutdown(int(s.fd), syscall.SHUT_WR) }

// abortLocked shuts both sides; the poller sees that and closes.
func (s *sock) abortLocked() { _ = syscall.Shutdown(int(s.fd), syscall.SHUT_RDWR) }

func (c *Conn) wantLocked()        { c.loop().engine.writability.want(c) }
func (c *Conn) wake()              { c.loop().engine.wakers[c.sock.index(c.loop())].post(c) }
func (c *Conn) remoteAddr() string { return c.nb.RemoteAddr().String() }

func (s *sock) index(l *Loop) int { return int(s.fd) % l.cfg.Pollers }

// engine is nbio's engine without listeners, and what is ours beside it.
type engine struct {
	loop        *Loop
	nbio        *nbio.Engine
	pollers     []*poller
	wakers      []*waker
	writability *writability
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
	if e.writability, err = newWritability(); err != nil {
		return nil, fmt.Errorf("loop: epoll: %w", err)
	}
	if err = e.makeWakers(); err != nil {
		e.writability.stop()
		return nil, fmt.Errorf("loop: wake pollers: %w", err)
	}
	if err = e.nbio.Start(); err != nil {
		e.dropWakers()
		e.writability.stop()
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
	_, err := e.nbio.AddConn(conn)
	return err
}

// stop follows the close of every connection.
func (e *engine) stop() {
	e.nbio.Stop()
	for _, w := range e.wakers {
		w.close()
	}
	e.writability.stop()
}

// onOpen runs before the descriptor is in the poller.
func (e *engine) onOpen(nb *nbio.Conn) {
	if nb.IsUnix() {
		return // a waker's
	}
	c := &Conn{sock: sock{nb: nb}}
	rc, _ := nb.SyscallConn() // nbio's never fails
	_ = rc.Control(func(fd uintptr) { c.fd = int32(fd) })
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
			_ = nb.Close()
		}
	}
}

// onClose runs on a goroutine of nbio's. The error is io.EOF where nbio closed, after a turn whose
// event said that the peer has finished, and the turn did not read as far as that.
func (e *engine) onClose(nb *nbio.Conn, err error) {
	if c, ok := nb.Session().(*Conn); ok {
		if errors.Is(err, io.EOF) {
			c.because(reason.ClientClosed)
		}
		e.writability.forget(c)
		c.ended()
	}
}
