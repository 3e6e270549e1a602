//go:build linux && !netloop

package loop

import (
	"log/slog"
	"net"
	"os"
	"testing"

	"golang.org/x/sys/unix"

	"socketchat/internal/reason"
)

func TestAcceptedConnectionKnowsItsPeerAndSendsAtOnce(t *testing.T) {
	for _, tt := range []struct{ name, addr string }{
		{"IPv4", "127.0.0.1:0"},
		{"IPv6", "[::1]:0"},
		{"IPv4 on both", ":0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := newApp()
			l := New(Config{Addrs: []string{tt.addr}, Log: slog.New(&records{})}, a)
			if err := l.Listen(); err != nil && tt.name == "IPv6" {
				t.Skip(err)
			} else if err != nil {
				t.Fatal(err)
			}
			defer l.Stop()
			if err := l.Start(); err != nil {
				t.Fatal(err)
			}
			if tt.addr == ":0" {
				_, port, _ := net.SplitHostPort(l.Addrs()[0].String())
				tt.addr = "127.0.0.1:" + port
			} else {
				tt.addr = l.Addrs()[0].String()
			}
			c := dialTo(t, tt.addr)
			c.send(get("/hold"))
			x := await(t, "held", a.held)
			if got, want := x.RemoteAddr(), c.LocalAddr().String(); got != want {
				t.Errorf("the peer is %q, want %q", got, want)
			}
			if on, err := unix.GetsockoptInt(int(x.c.fd), unix.IPPROTO_TCP, unix.TCP_NODELAY); on == 0 || err != nil {
				t.Errorf("TCP_NODELAY is %d: %v", on, err)
			}
			_ = c.Close()
			await(t, "Aborted", a.aborted)
			if got := x.RemoteAddr(); got != "" {
				t.Errorf("after the close the peer is %q", got)
			}
		})
	}
}

// Bite 18: nbio closes no descriptor of a kind that it does not know.
func TestDescriptorsComeBackAfterEveryWayToClose(t *testing.T) {
	start(t, Config{}, newApp()).Stop() // the runtime opens some of its own for the first one
	idle := descriptors(t)
	a := newApp()
	gate := make(chan struct{})
	a.onHead = func(x *Exchange) bool {
		switch string(x.Head().Path) {
		case "/wait":
			<-gate
		case "/shut":
			x.c.Shutdown(reason.SlowConsumer)
			return true
		}
		return false
	}
	l := start(t, Config{Pollers: 1, HandshakeTimeout: brief, IdleTimeout: brief}, a)
	serving := descriptors(t)
	blocker := dial(t, l)
	blocker.send(get("/wait"))
	ways := []func(c *client){
		func(c *client) { c.send(get("/hold")); _ = c.Conn.(*net.TCPConn).CloseWrite() }, // both in one event
		func(c *client) { c.send(get("/hold")); c.reset() },                              // the same
		func(c *client) { _ = c.Conn.(*net.TCPConn).CloseWrite() },
		func(c *client) { _ = c.Close() },
		(*client).reset,
		func(c *client) { c.send("GET / HTTP/1.0\r\n\r\n") }, // closed after the answer
		func(c *client) { c.send(get("/panic")) },            // closed by its own turn
		func(c *client) { c.send(get("/")) },                 // closed when it has been idle for long
		func(*client) {},                                     // closed when it has said nothing for long
		func(c *client) { c.send(get("/shut")) },             // closed by another, as one who writes would
	}
	open := []*client{blocker}
	for range 10 {
		for _, leave := range ways {
			c := dial(t, l)
			open = append(open, c)
			leave(c)
		}
	}
	close(gate)
	for _, c := range open {
		if c != blocker {
			c.ended()
		}
		_ = c.Close()
	}
	eventually(t, "as many descriptors as before", func() bool { return descriptors(t) == serving })
	l.Stop()
	if n := descriptors(t); n != idle {
		t.Errorf("%d descriptors before the start, %d after the stop", idle, n)
	}
}

func TestDescriptorsComeBackAfterAStopInAStorm(t *testing.T) {
	start(t, Config{}, newApp()).Stop()
	idle := descriptors(t)
	for range 10 {
		l := start(t, Config{}, newApp())
		addr, stopped := l.Addrs()[0].String(), make(chan struct{})
		for i := range 4 {
			go func() {
				defer func() { stopped <- struct{}{} }()
				for n := 0; ; n++ {
					conn, err := net.Dial("tcp", addr)
					if err != nil {
						return // stopped
					}
					_, _ = conn.Write([]byte(get("/hold")))
					if (n+i)%3 == 0 {
						_ = conn.(*net.TCPConn).CloseWrite()
					}
					if (n+i)%2 == 0 {
						_ = conn.(*net.TCPConn).SetLinger(0)
					}
					_ = conn.Close()
				}
			}()
		}
		eventually(t, "many connections", func() bool { return l.Stats().Opened > 100 })
		l.Stop()
		for range 4 {
			await(t, "end of the storm", stopped)
		}
	}
	eventually(t, "as many descriptors as before", func() bool { return descriptors(t) == idle })
}

func descriptors(t *testing.T) int {
	t.Helper()
	dir, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(dir)
}
