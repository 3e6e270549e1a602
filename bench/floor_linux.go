package bench

import (
	"bytes"
	"context"
	"fmt"
	"net/netip"
	"runtime"

	"golang.org/x/sys/unix"

	"socketchat/internal/rawio"
	"socketchat/protocol/websocket"
)

// Floor is what a server is held against: one thread, one epoll, one raw write(2) for each
// delivery, canned answers and no protocol. It knows where the generator's requests carry the
// channel, and nothing else of them; it speaks to the generator only.
type Floor struct {
	poller *poller
	listen int
	conns  []floorConn // by descriptor
	groups [][]int     // descriptors by channel
	buf    []byte
	out    []byte
}

// floorConn is what the floor knows of a connection.
type floorConn struct {
	open    bool
	stage   uint8 // inputs of a WebSocket so far
	channel int
	rest    []byte // of a publish that did not come whole
}

// Canned answers.
var (
	floorOpen = websocket.AppendFrame(websocket.AppendHandshake(nil, []byte(handshakeKey), nil, nil), websocket.Text,
		[]byte(`0{"sid":"00000000000000000000","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}`))
	floorConnect = websocket.AppendFrame(nil, websocket.Text, []byte(`40{"sid":"0000000000000000000.0000000000000000000"}`))
	floorJoin    = websocket.AppendFrame(nil, websocket.Text, []byte(`430[{"status":"ok","channel":"floor"}]`))
	floorAnswer  = []byte("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 35\r\n\r\n" +
		`{"status":"ok","cursor":"00000000"}`)
)

// ListenFloor binds the floor to a port of 127.0.0.1.
func ListenFloor(port int) (*Floor, error) {
	p, err := newPoller()
	if err != nil {
		return nil, err
	}
	f := &Floor{poller: p, buf: make([]byte, 256<<10)}
	f.listen, err = unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("socket: %w", err)
	}
	_ = unix.SetsockoptInt(f.listen, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1)
	at := netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), uint16(port))
	if err := unix.Bind(f.listen, sockaddr(at)); err != nil {
		return nil, fmt.Errorf("listen on %s: %w", at, err)
	}
	if err := unix.Listen(f.listen, 4096); err != nil {
		return nil, fmt.Errorf("listen on %s: %w", at, err)
	}
	return f, p.add(f.listen, unix.EPOLLIN, tagOther, 0)
}

// Serve runs the floor on the calling goroutine until ctx ends.
func (f *Floor) Serve(ctx context.Context) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer context.AfterFunc(ctx, f.poller.wake)()
	for ctx.Err() == nil {
		events, err := f.poller.wait(-1)
		if err != nil {
			return err
		}
		for i := range events {
			switch tag := events[i].Fd; tag {
			case tagWake:
			case tagOther:
				f.accept()
			default:
				f.readable(int(tag))
			}
		}
	}
	return nil
}

func (f *Floor) accept() {
	for {
		fd, _, err := unix.Accept4(f.listen, unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC)
		if err != nil {
			return // none is left, or no descriptor: the generator's plan has seen to these
		}
		_ = unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1)
		for len(f.conns) <= fd {
			f.conns = append(f.conns, floorConn{})
		}
		f.conns[fd] = floorConn{open: true, channel: -1, rest: f.conns[fd].rest[:0]}
		if f.poller.add(fd, unix.EPOLLIN, int32(fd), 0) != nil {
			f.hangUp(fd)
		}
	}
}

func (f *Floor) readable(fd int) {
	c := &f.conns[fd]
	if !c.open {
		return
	}
	held := copy(f.buf, c.rest)
	n, errno := rawio.Read(fd, f.buf[held:])
	if errno == unix.EAGAIN {
		return
	}
	if errno != 0 || n == 0 || f.input(fd, c, f.buf[:held+n]) != nil {
		f.hangUp(fd)
	}
}

// input answers what came: a handshake, a WebSocket's next packet, or publishes.
func (f *Floor) input(fd int, c *floorConn, b []byte) error {
	switch {
	case b[0] == 'P':
		return f.publishes(fd, c, b)
	case c.stage == 1:
		c.stage++
		return writeAll(fd, floorConnect)
	case c.stage == 2:
		c.stage++
		f.join(fd, c)
		return writeAll(fd, floorJoin)
	case c.stage > 2:
		return nil // leaves and the like are not for the floor
	}
	_, channel, found := bytes.Cut(b, []byte("&bench="))
	if !found { // somebody asks whether it is alive
		return writeAll(fd, floorAnswer)
	}
	c.stage, c.channel = 1, digits(channel)
	return writeAll(fd, floorOpen)
}

func (f *Floor) hangUp(fd int) {
	c := &f.conns[fd]
	if c.stage > 2 {
		group := f.groups[c.channel]
		for i, member := range group {
			if member == fd {
				group[i] = group[len(group)-1]
				f.groups[c.channel] = group[:len(group)-1]
				break
			}
		}
	}
	shut(fd)
	c.open, c.stage = false, 0
}
