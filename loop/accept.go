package loop

import (
	"context"
	"errors"
	"fmt"
	"net"
	"syscall"
	"time"
)

// acceptPause is how long accepting waits for a descriptor when no connection closes.
const acceptPause = time.Second

// Listen binds every address of the configuration, or none.
func (l *Loop) Listen() error {
	// No TCP keep-alive: heartbeats find dead peers, and a probe every 15 s a connection is not free.
	lc := net.ListenConfig{KeepAlive: -1}
	for _, addr := range l.cfg.Addrs {
		var ln listener
		bound, err := lc.Listen(context.Background(), "tcp", addr)
		if err == nil {
			ln, err = newListener(bound.(*net.TCPListener))
		}
		if err != nil {
			for _, ln := range l.listeners {
				_ = ln.Close()
			}
			l.listeners = nil
			return fmt.Errorf("listen on %s: %w", addr, err)
		}
		l.listeners = append(l.listeners, ln)
	}
	return nil
}

// listener is a bound address of the backend's. One goroutine accepts; Close may be called by another.
type listener interface {
	accept() (net.Conn, error) // net.ErrClosed once it is closed
	Addr() net.Addr
	Close() error
}

// accept hands connections to the backend until the listener is closed. Where there is no room it
// waits, and clients wait in the kernel's backlog.
func (l *Loop) accept(ln listener) {
	for l.roster.admit() {
		conn, err := ln.accept()
		switch {
		case err == nil:
			l.add(conn)
		case errors.Is(err, net.ErrClosed):
			return
		default:
			l.acceptFailed(err)
		}
	}
}

// add opens conn; the backend may need a descriptor of its own for a moment.
func (l *Loop) add(conn net.Conn) {
	for {
		err := l.engine.add(conn)
		if err == nil {
			return
		}
		if !noDescriptor(err) || !l.roster.admit() {
			_ = conn.Close()
			return
		}
		l.acceptFailed(err)
	}
}

// acceptFailed waits, unless the client was what failed.
func (l *Loop) acceptFailed(err error) {
	if !errors.Is(err, syscall.ECONNABORTED) {
		l.roster.exhausted(err, acceptPause)
	}
}

func noDescriptor(err error) bool {
	return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE)
}
