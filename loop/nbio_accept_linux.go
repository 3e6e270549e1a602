//go:build linux && !netloop

package loop

import (
	"net"
	"net/netip"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// tcpListener accepts without package net's objects: a *net.TCPConn has two addresses and a place in the
// runtime's poller, made to be thrown away when nbio has taken its descriptor. Waiting is still the
// runtime's, for the listener alone.
type tcpListener struct {
	f    *os.File // it waits where net.TCPListener's raw connection refuses to
	rc   syscall.RawConn
	addr net.Addr
}

// newListener takes ln over, and closes it where it fails.
func newListener(ln *net.TCPListener) (listener, error) {
	defer func() { _ = ln.Close() }()
	f, err := ln.File()
	if err != nil {
		return nil, err
	}
	rc, err := f.SyscallConn()
	if err == nil {
		// Accepted sockets inherit it, so that none needs a call of its own.
		err = rc.Control(func(fd uintptr) { _ = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_NODELAY, 1) })
	}
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return &tcpListener{f: f, rc: rc, addr: ln.Addr()}, nil
}

// accept waits for a connection. Its errors are accept4(2)'s, or net.ErrClosed.
func (l *tcpListener) accept() (net.Conn, error) {
	var fd uintptr
	var errno syscall.Errno
	if l.rc.Read(func(listening uintptr) bool {
		for errno = syscall.EINTR; errno == syscall.EINTR; {
			fd, _, errno = syscall.RawSyscall6(syscall.SYS_ACCEPT4, listening, 0, 0,
				unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0, 0)
		}
		return errno != syscall.EAGAIN
	}) != nil {
		return nil, net.ErrClosed
	}
	if errno != 0 {
		return nil, os.NewSyscallError("accept4", errno)
	}
	return &accepted{raw: raw{fd: int(fd)}}, nil
}

func (l *tcpListener) Addr() net.Addr { return l.addr }

// Close ends an accept that waits, and refuses further connections.
func (l *tcpListener) Close() error { return l.f.Close() }

// accepted is a descriptor on its way to nbio, which duplicates it and closes the original. nbio does not
// know the type, and so leaves the duplicate's close to us (see retired).
type accepted struct {
	net.Conn // nil: nbio calls none of its other methods
	raw      raw
}

type raw struct {
	syscall.RawConn     // nil: nbio calls Control alone
	fd              int // -1 once closed
}

func (a *accepted) SyscallConn() (syscall.RawConn, error) { return &a.raw, nil }
func (a *accepted) LocalAddr() net.Addr                   { return nil }
func (a *accepted) RemoteAddr() net.Addr                  { return nil }

func (a *accepted) Close() error {
	fd := a.raw.fd
	a.raw.fd = -1
	return syscall.Close(fd)
}

func (r *raw) Control(f func(fd uintptr)) error {
	f(uintptr(r.fd))
	return nil
}

// remoteAddr asks the kernel, since nobody keeps the address: "" once the connection has ended or been reset.
func (c *Conn) remoteAddr() string {
	c.lock()
	defer c.unlock()
	if c.closed {
		return ""
	}
	sa, err := unix.Getpeername(int(c.fd))
	if err != nil {
		return ""
	}
	switch a := sa.(type) {
	case *unix.SockaddrInet4:
		return netip.AddrPortFrom(netip.AddrFrom4(a.Addr), uint16(a.Port)).String()
	case *unix.SockaddrInet6:
		return netip.AddrPortFrom(ip6(a), uint16(a.Port)).String()
	}
	return ""
}

// ip6 returns a's address as package net would have it: IPv4's as such, a zone by its name.
func ip6(a *unix.SockaddrInet6) netip.Addr {
	addr := netip.AddrFrom16(a.Addr).Unmap()
	if a.ZoneId == 0 {
		return addr
	}
	if ifi, err := net.InterfaceByIndex(int(a.ZoneId)); err == nil {
		addr = addr.WithZone(ifi.Name)
	}
	return addr
}
