package broker

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestFailureNamesItsKindAndNoAddress(t *testing.T) {
	addr := &net.TCPAddr{IP: net.IPv4(10, 1, 2, 3), Port: 6379}
	op := func(name string, err error) error { return &net.OpError{Op: name, Net: "tcp", Addr: addr, Err: err} }
	for _, c := range []struct {
		name string
		err  error
		kind ErrorKind
		text string
	}{
		{"refused", op("dial", os.NewSyscallError("connect", syscall.ECONNREFUSED)), ErrorDial, "connection refused"},
		{"unknown host", op("dial", &net.DNSError{Err: "no such host", Name: "redis.internal"}), ErrorDial, "no such host"},
		{"silent", op("read", os.ErrDeadlineExceeded), ErrorTimeout, "no answer"},
		{"context", context.DeadlineExceeded, ErrorTimeout, "no answer"},
		{"end", io.EOF, ErrorClosed, "the connection ended"},
		{"reset", op("read", syscall.ECONNRESET), ErrorClosed, "the connection ended"},
		{"loading", reply("LOADING Redis is loading the dataset in memory"), ErrorReply, "Redis answered LOADING"},
		{"password", reply("WRONGPASS invalid username-password pair or user is disabled."), ErrorAuth, "Redis answered WRONGPASS"},
		{"permission", reply("NOPERM User app has no permissions"), ErrorAuth, "Redis answered NOPERM"},
		{"late", errLateScript, ErrorLate, "it arrived there too late"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := classify(fmt.Errorf("wrapped: %w", c.err))
			if f.kind != c.kind || f.text != c.text {
				t.Errorf("%s: %q, want %s: %q", f.kind, f.text, c.kind, c.text)
			}
			for _, e := range []*Error{errRefused(f.text), errBehind(f.text), errAway(f.text), errUnknown(time.Second, f.text)} {
				if m := e.Error(); strings.Contains(m, "10.1.2.3") || strings.Contains(m, "internal") || e.RetryAfter() <= 0 {
					t.Errorf("message %q, retry after %v", m, e.RetryAfter())
				}
			}
		})
	}
}

func TestSocketThatThisUserMayNotOpenIsAdvised(t *testing.T) {
	f := classify(&net.OpError{Op: "dial", Net: "unix", Err: os.NewSyscallError("connect", syscall.EACCES)})
	if got := f.advice(&RedisConfig{Addr: "/run/redis.sock"}, false); !strings.Contains(got, "/run/redis.sock: add it to the socket's group") {
		t.Errorf("%q", got)
	}
	if got := f.advice(&RedisConfig{Addr: "redis:6379"}, true); got != "" {
		t.Errorf("for TCP: %q", got)
	}
}

// reply is an error reply as go-redis returns it.
type reply string

func (r reply) Error() string { return string(r) }
func (reply) RedisError()     {}
