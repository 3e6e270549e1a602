package bench

import (
	"fmt"
	"net/netip"

	"golang.org/x/sys/unix"

	"socketchat/internal/rawio"
)

// dial begins to connect and returns a descriptor that becomes writable when it has, or has
// failed. A valid source is bound without taking a port before its time.
func dial(to netip.AddrPort, source netip.Addr) (fd int, err error) {
	family := unix.AF_INET
	if to.Addr().Is6() {
		family = unix.AF_INET6
	}
	fd, err = unix.Socket(family, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return -1, fmt.Errorf("socket: %w", err)
	}
	_ = unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1)
	if source.IsValid() {
		_ = unix.SetsockoptInt(fd, unix.IPPROTO_IP, unix.IP_BIND_ADDRESS_NO_PORT, 1)
		if err := unix.Bind(fd, sockaddr(netip.AddrPortFrom(source, 0))); err != nil {
			shut(fd)
			return -1, fmt.Errorf("bind %s: %w", source, err)
		}
	}
	if err := unix.Connect(fd, sockaddr(to)); err != nil && err != unix.EINPROGRESS { //nolint:errorlint // a bare errno
		shut(fd)
		return -1, fmt.Errorf("connect to %s: %w", to, err)
	}
	return fd, nil
}

// connected tells how a connect that dial began has ended.
func connected(fd int) error {
	code, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_ERROR)
	if err != nil {
		return err
	}
	if code != 0 {
		return unix.Errno(code)
	}
	return nil
}

// shut closes a descriptor. What close(2) could say is of no interest: nothing was written that
// must not be lost.
func shut(fd int) { _ = unix.Close(fd) }

func sockaddr(a netip.AddrPort) unix.Sockaddr {
	if a.Addr().Is6() {
		return &unix.SockaddrInet6{Port: int(a.Port()), Addr: a.Addr().As16()}
	}
	return &unix.SockaddrInet4{Port: int(a.Port()), Addr: a.Addr().As4()}
}

// writeAll writes all of b, waiting while the kernel is full. What the generator sends is small,
// so that this hardly happens.
func writeAll(fd int, b []byte) error {
	for len(b) > 0 {
		n, errno := rawio.Write(fd, b)
		switch errno {
		case 0:
			b = b[n:]
		case unix.EAGAIN:
			if _, err := unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}}, 1000); err != nil && err != unix.EINTR { //nolint:errorlint // a bare errno
				return err
			}
		case unix.EINTR:
		default:
			return errno
		}
	}
	return nil
}
