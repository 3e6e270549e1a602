package broker

import (
	"context"
	"errors"
	"net"
	"testing"
	"time"
)

// silentServer takes connections and says nothing.
func silentServer(t *testing.T) (addr string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l.Addr().String()
}

// No deadline is set on the connection, so that only its own close can end the read.
func TestConnectionThatWeCloseAfterItsTimeIsATimeout(t *testing.T) {
	run, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	c, err := dial(run, nil, "tcp", silentServer(t))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	_, readErr := c.Read(make([]byte, 1))
	_, writeErr := c.Write([]byte("PING"))
	for what, err := range map[string]error{"read": readErr, "write": writeErr} {
		f := classify(err)
		if f.kind != ErrorTimeout {
			t.Errorf("%s: %s: %v", what, f.kind, err)
		}
		if advice := f.advice(&RedisConfig{}, true); advice != "" {
			t.Errorf("%s: %q is advised for a timeout", what, advice)
		}
	}
}

func TestConnectionThatWeCloseAtTheStopIsNoTimeout(t *testing.T) {
	run, cancel := context.WithCancel(t.Context())
	c, err := dial(run, nil, "tcp", silentServer(t))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	cancel()
	if _, err := c.Read(make([]byte, 1)); !errors.Is(err, context.Canceled) || classify(err).kind == ErrorTimeout {
		t.Errorf("%v", err)
	}
}
