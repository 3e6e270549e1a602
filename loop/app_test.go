package loop

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"socketchat/internal/reason"
	"socketchat/protocol/http1"
	"socketchat/protocol/websocket"
)

// app is a Handler that does what a request's path says.
type app struct {
	held    chan *Exchange       // GET /hold
	aborted chan struct{}        // one for each held exchange that was aborted
	bodies  chan int             // lengths, -1 for an error
	sockets chan *socket         // GET /ws
	closed  chan reason.Reason   // of sockets
	depth   int                  // messages that a quiet socket keeps
	big     []byte               // GET /big, /bigclose
	onHead  func(*Exchange) bool // first chance

	onMessage func() // runs before a message is kept
}

func newApp() *app {
	return &app{
		depth:   4096,
		held:    make(chan *Exchange, 4096),
		aborted: make(chan struct{}, 4096),
		bodies:  make(chan int, 4096),
		sockets: make(chan *socket, 4096),
		closed:  make(chan reason.Reason, 4096),
	}
}

func (a *app) Aborted() { a.aborted <- struct{}{} }

func text(status int, body string) *http1.Response {
	return &http1.Response{Status: status, ContentType: "text/plain", Body: []byte(body)}
}

func (a *app) Head(x *Exchange) {
	if a.onHead != nil && a.onHead(x) {
		return
	}
	switch string(x.Head().Path) {
	case "/hold":
		x.OnAbort(a)
		a.held <- x
	case "/async":
		go x.Respond(text(200, "async"))
	case "/body":
		x.ReadBody(1 << 20)
	case "/early":
		x.Respond(text(413, "too large"))
	case "/early-async":
		go x.Respond(text(413, "too large"))
	case "/big":
		x.Respond(&http1.Response{Status: 200, Body: a.big})
	case "/bigclose":
		x.Respond(&http1.Response{Status: 200, Body: a.big, Close: true})
	case "/ws":
		s := &socket{app: a, messages: make(chan string, a.depth), writable: make(chan struct{}, 16)}
		head := x.Head()
		answer := websocket.AppendHandshake(nil, head.Get("Sec-WebSocket-Key"), nil, nil)
		s.echo = string(head.Query) != "quiet"
		s.c = x.Upgrade(s)
		_, _ = s.c.Write(answer)
		a.sockets <- s
	case "/panic":
		panic("on request")
	default:
		x.Respond(text(200, "hello "+string(x.Head().Path)))
	}
}

func (a *app) Body(x *Exchange, body []byte, err error) {
	if err != nil {
		a.bodies <- -1
		status := 413
		if he, ok := errors.AsType[*http1.Error](err); ok {
			status = he.Status
		}
		x.Respond(text(status, err.Error()))
		return
	}
	a.bodies <- len(body)
	x.Respond(text(200, fmt.Sprint(len(body))))
}

func (a *app) BadRequest(err *http1.Error, _ []byte) http1.Response {
	return *text(err.Status, err.Reason)
}

// socket echoes, or when it is quiet keeps what it got; it panics on what begins with "panic".
type socket struct {
	app      *app
	c        *Conn
	echo     bool
	messages chan string
	writable chan struct{}
}

func (s *socket) Message(op websocket.Opcode, data []byte) {
	if bytes.HasPrefix(data, []byte("panic")) {
		panic("on message")
	}
	if s.echo {
		_, _ = s.c.Write(websocket.AppendFrame(nil, op, data))
		return
	}
	if s.app.onMessage != nil {
		s.app.onMessage()
	}
	s.messages <- string(data)
}

func (s *socket) Violation(err *websocket.CloseError) {
	_, _ = s.c.Write(websocket.AppendClose(nil, err.Code, err.Reason))
	s.c.Finish(reason.ProtocolError)
}

func (s *socket) Writable()              { s.writable <- struct{}{} }
func (s *socket) Closed(r reason.Reason) { s.app.closed <- r }

// records is a log handler that keeps messages.
type records struct {
	mu    sync.Mutex
	lines []string
}

func (r *records) Enabled(context.Context, slog.Level) bool { return true }
func (r *records) WithAttrs([]slog.Attr) slog.Handler       { return r }
func (r *records) WithGroup(string) slog.Handler            { return r }
func (r *records) Handle(_ context.Context, rec slog.Record) error {
	var b bytes.Buffer
	b.WriteString(rec.Message)
	rec.Attrs(func(a slog.Attr) bool { fmt.Fprintf(&b, " %s=%v", a.Key, a.Value); return true })
	r.mu.Lock()
	r.lines = append(r.lines, b.String())
	r.mu.Unlock()
	return nil
}

func (r *records) count(part string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := 0
	for _, line := range r.lines {
		if strings.Contains(line, part) {
			n++
		}
	}
	return n
}

// start serves a on a loopback port until the test ends.
func start(t testing.TB, cfg Config, a Handler) *Loop {
	t.Helper()
	cfg.Addrs = []string{"127.0.0.1:0"}
	if cfg.Log == nil {
		cfg.Log = slog.New(&records{})
	}
	l := New(cfg, a)
	if err := l.Listen(); err != nil {
		t.Fatal(err)
	}
	if err := l.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Stop)
	return l
}

const patience = 20 * time.Second

// await returns what c delivers.
func await[T any](t testing.TB, what string, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		t.Fatalf("%s did not happen within %v", what, patience)
		panic("unreachable")
	}
}

// eventually waits until a counter that nothing announces has the value wanted.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !holds(); {
		if time.Now().After(end) {
			t.Fatalf("not so within %v: %s", patience, what)
		}
		time.Sleep(time.Millisecond)
	}
}

// nbioOnly skips a test of what only that backend does.
func nbioOnly(t *testing.T, why string) {
	t.Helper()
	if Backend != "nbio" {
		t.Skip("the net backend is different: " + why)
	}
}

func closedFor(l *Loop, r reason.Reason) func() bool {
	return func() bool { return l.Stats().Closed[r] > 0 }
}
