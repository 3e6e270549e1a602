package loop

import (
	"io"
	"runtime"
	"testing"

	"socketchat/protocol/websocket"
)

// BenchmarkRequest is a keep-alive request over loopback; the client does not allocate.
func BenchmarkRequest(b *testing.B) {
	l := start(b, Config{}, newApp())
	c := dial(b, l)
	request := []byte(get("/"))
	c.send(get("/"))
	head := make([]byte, 4096)
	size, err := c.Read(head)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Write(request); err != nil {
			b.Fatal(err)
		}
		if _, err := io.ReadFull(c.Conn, head[:size]); err != nil {
			b.Fatal(err)
		}
	}
}

// TestServingAllocatesNothing measures requests and messages on an open connection.
func TestServingAllocatesNothing(t *testing.T) {
	nbioOnly(t, "it reads and writes with buffers of its own")
	a := newApp()
	res := text(200, "hello")
	a.onHead = func(x *Exchange) bool {
		if len(x.Head().Path) > 1 {
			return false
		}
		x.Respond(res)
		return true
	}
	l := start(t, Config{}, a)
	c, ws := dial(t, l), dial(t, l).upgrade("/ws?quiet")
	s := await(t, "upgrade", a.sockets)
	stop := make(chan struct{})
	go func() {
		for {
			select {
			case <-s.messages:
				_, _ = s.c.Write(pong)
			case <-stop:
				return
			}
		}
	}()
	defer close(stop)
	request, message, in := []byte(get("/")), []byte(masked("ping")), make([]byte, 4096)
	trip := func(c *client, out []byte) {
		if _, err := c.Write(out); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Read(in); err != nil {
			t.Fatal(err)
		}
	}
	if n := testing.AllocsPerRun(200, func() { trip(c, request) }); n > 0 {
		t.Errorf("%v allocations a request", n)
	}
	// The message's own string is one, made by the test's receiver.
	if n := testing.AllocsPerRun(200, func() { trip(ws, message) }); n > 1 {
		t.Errorf("%v allocations a message", n)
	}
}

var pong = websocket.AppendFrame(nil, websocket.Text, []byte("pong"))

// BenchmarkIdleSocket reports the heap that stopping gives back for each idle WebSocket: the
// server's part, with a receiver of about 350 bytes.
func BenchmarkIdleSocket(b *testing.B) {
	const sockets = 4000
	for b.Loop() {
		a := newApp()
		a.depth = 0
		l := start(b, Config{}, a)
		conns := make([]*client, sockets)
		for i := range conns {
			conns[i] = dial(b, l)
		}
		for _, c := range conns {
			c.upgrade("/ws?quiet")
		}
		eventually(b, "all upgraded", func() bool { return len(a.sockets) == sockets })
		before := heap()
		l.Stop()
		for len(a.sockets) > 0 {
			<-a.sockets
		}
		b.ReportMetric(float64(before-heap())/sockets, "B/socket")
		for _, c := range conns {
			_ = c.Close()
		}
	}
}

func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
