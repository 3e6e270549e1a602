//go:build !linux || netloop

package loop

import (
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"socketchat/internal/later"
	"socketchat/internal/reason"
)

// Backend names what moves the bytes.
const Backend = "net"

// outRoom is how many bytes wait for a connection's writer before Write takes less.
const outRoom = 64 << 10

// sock is a connection of package net with a reader, which is its poller, and a writer.
type sock struct {
	conn net.Conn

	mu     sync.Mutex
	change sync.Cond
	out    []byte // what the writer takes next
	flying int    // bytes the writer is writing
	want   bool   // writable is to be called once there is room
	half   bool   // nothing follows out
	dead   bool   // out is dropped
	roused bool   // the reader is to parse what it had kept
}

func (s *sock) lock()                { s.mu.Lock() }
func (s *sock) unlock()              { s.mu.Unlock() }
func (s *sock) remoteAddr() string   { return s.conn.RemoteAddr().String() }
func (s *sock) bufferedLocked() bool { return len(s.out)+s.flying > 0 }
func (s *sock) room() int            { return outRoom - len(s.out) - s.flying }

// writeLocked leaves to the writer what there is room for.
func (s *sock) writeLocked(b []byte) (int, error) {
	if s.half || s.dead {
		return 0, net.ErrClosed
	}
	n := min(len(b), s.room())
	s.out = append(s.out, b[:n]...)
	s.change.Signal()
	return n, nil
}

func (s *sock) halfLocked() {
	s.half = true
	s.change.Signal()
}

func (s *sock) abortLocked() {
	s.dead = true
	_ = s.conn.Close()
	s.change.Signal()
}

func (s *sock) wantLocked() {
	s.want = true
	s.change.Signal()
}

func (s *sock) wake() {
	s.roused = true
	_ = s.conn.SetReadDeadline(time.Unix(1, 0))
}

type tcpListener struct{ *net.TCPListener }

func newListener(ln *net.TCPListener) (listener, error) { return tcpListener{ln}, nil }
func (l tcpListener) accept() (net.Conn, error)         { return l.Accept() }

// Later runs r now: a connection's poller has no other one's events.
func (c *Conn) Later(r later.Runner) { r.Run() }

func (c *Conn) behind(later.Runner) bool { return false }

// engine is two goroutines a connection, and nothing else.
type engine struct {
	loop  *Loop
	conns sync.WaitGroup
}

func newEngine(l *Loop) (*engine, error) {
	l.cfg.Log.Info("connections are served by two goroutines each: this backend is for development, Linux has the one for production")
	return &engine{loop: l}, nil
}

// add serves conn until it is closed.
func (e *engine) add(conn net.Conn) error {
	c := &Conn{sock: sock{conn: conn}}
	c.change.L = &c.mu
	c.init(&poller{loop: e.loop})
	c.opened()
	written := make(chan struct{})
	e.conns.Go(func() {
		defer close(written)
		c.write()
	})
	e.conns.Go(func() {
		c.read()
		c.close()
		<-written
		_ = conn.Close()
		c.ended()
	})
	return nil
}

// stop follows the close of every connection.
func (e *engine) stop() { e.conns.Wait() }

// read is the connection's poller. It ends with the connection.
func (c *Conn) read() {
	buf := make([]byte, 16<<10)
	for {
		n, err := c.conn.Read(buf)
		switch {
		case n > 0:
			if !c.turn(func() bool { return c.arrived(buf[:n]) }) {
				c.Shutdown(reason.TransportError)
				return
			}
		case errors.Is(err, os.ErrDeadlineExceeded):
			if c.isRoused() && !c.turn(c.woken) {
				c.Shutdown(reason.TransportError)
				return
			}
		case errors.Is(err, io.EOF):
			c.because(reason.ClientClosed)
			return
		default:
			c.because(reason.TransportError)
			return
		}
	}
}

func (c *Conn) turn(f func() bool) (open bool) {
	defer c.caught(&open)
	return f()
}

func (c *Conn) isRoused() bool {
	c.lock()
	defer c.unlock()
	roused := c.roused
	c.roused = false
	_ = c.conn.SetReadDeadline(time.Time{})
	return roused
}

// close lets the writer end, within a moment, with what it has.
func (c *Conn) close() {
	c.lock()
	c.closed, c.half = true, true
	_ = c.conn.SetWriteDeadline(time.Now().Add(lingerTime))
	c.change.Signal()
	c.unlock()
}

// write is the writer. It ends with half or dead.
func (c *Conn) write() {
	var spare []byte
	c.lock()
	defer c.unlock()
	for !c.dead {
		switch {
		case len(c.out) > 0:
			b := c.out
			c.out, c.flying = spare[:0], len(b)
			c.unlock()
			_, err := c.conn.Write(b)
			c.lock()
			spare, c.flying = b, 0
			if err != nil && !c.closed {
				c.failLocked(reason.TransportError)
			}
			if err != nil {
				return
			}
		case c.want && c.room() > 0:
			c.want = false
			c.unlock()
			c.writable()
			c.lock()
		case c.half:
			if half, ok := c.conn.(interface{ CloseWrite() error }); ok {
				_ = half.CloseWrite()
			}
			return
		default:
			c.change.Wait()
		}
	}
}
