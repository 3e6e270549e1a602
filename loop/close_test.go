package loop

import (
	"crypto/rand"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"socketchat/internal/reason"
	"socketchat/protocol/websocket"
)

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}

// Bite 7: a close discards what is not written yet. It follows the flush.
func TestLargeAnswerWithConnectionCloseArrivesWhole(t *testing.T) {
	a := newApp()
	a.big = random(8 << 20)
	l := start(t, Config{}, a)
	for _, request := range []string{
		get("/bigclose"),
		"GET /big HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n",
		"GET /big HTTP/1.0\r\n\r\n",
	} {
		c := dial(t, l)
		c.send(request)
		if _, body := c.response(); body != string(a.big) {
			t.Errorf("%d of %d bytes, or others", len(body), len(a.big))
		}
		if rest := c.ended(); rest != "" {
			t.Errorf("%d bytes after the answer", len(rest))
		}
	}
}

// Bites 5 and 6: nbio's writes lose what does not fit, or copy it without limit. Ours keep the
// rest once and write it when the reader makes room, with the next request waiting meanwhile.
func TestSlowReaderGetsLargeAnswersWholeAndInOrder(t *testing.T) {
	a := newApp()
	a.big = random(8 << 20)
	l := start(t, Config{}, a)
	c := dial(t, l)
	c.send(get("/big") + get("/after") + get("/big"))
	c.r.Reset(&trickle{r: c.Conn})
	for i, want := range []string{string(a.big), "hello /after", string(a.big)} {
		if _, body := c.response(); body != want {
			t.Fatalf("answer %d is different: %d bytes", i, len(body))
		}
	}
}

// trickle reads at first in small pieces.
type trickle struct {
	r     io.Reader
	reads int
}

func (r *trickle) Read(b []byte) (int, error) {
	if r.reads++; r.reads < 200 && len(b) > 512 {
		b = b[:512]
	}
	return r.r.Read(b)
}

// Bite 7: closing with unread input resets the connection, and the answer is lost.
func TestEarlyAnswerBeforeALargeBodyIsReceivedWhole(t *testing.T) {
	// Until it is answered asynchronously, the body gathers: there must be room for it.
	l := start(t, Config{MaxMessage: 4 << 20}, newApp())
	body := random(3 << 20)
	for i := range 200 {
		path := "/early"
		if i%2 == 1 {
			path = "/early-async"
		}
		c := dial(t, l)
		if i%4 < 2 {
			c.send(post(path, len(body)) + string(body))
		} else { // the answer is there before the body is sent
			c.send(post(path, len(body)))
			_, _ = c.r.Peek(1)
			c.send(string(body))
		}
		res, got := c.response()
		if res.StatusCode != 413 || got != "too large" || !res.Close {
			t.Fatalf("try %d: %d %q, close %v", i, res.StatusCode, got, res.Close)
		}
		_ = c.Close()
	}
	eventually(t, "all closed as payload_too_large", func() bool { return l.Stats().Closed[reason.PayloadTooLarge] == 200 })
}

func TestEarlyAnswerBeforeASmallBodyKeepsTheConnection(t *testing.T) {
	l := start(t, Config{}, newApp())
	c := dial(t, l)
	for range 3 {
		c.send(post("/early", 60<<10) + repeat(30<<10))
		c.expect(413, "too large")
		c.send(repeat(30<<10) + get("/next"))
		c.expect(200, "hello /next")
	}
}

func TestFinishDeliversWhatWasWrittenAndThenCloses(t *testing.T) {
	a := newApp()
	l := start(t, Config{}, a)
	c := dial(t, l).upgrade("/ws?quiet")
	s := await(t, "upgrade", a.sockets)
	c.send(strings.Repeat(masked(repeat(1000)), 100)) // must not reset the connection
	_, _ = s.c.Write(websocket.AppendClose(nil, 1001, "bye"))
	s.c.Finish(reason.Shutdown)
	if _, err := s.c.Write([]byte("x")); !errors.Is(err, ErrClosed) {
		t.Errorf("Write after Finish: %v", err)
	}
	if got := c.frame(); got != "\x03\xe9bye" {
		t.Errorf("got %q", got)
	}
	if rest := c.ended(); rest != "" {
		t.Errorf("then %q", rest)
	}
	_ = c.Close()
	if r := await(t, "Closed", a.closed); r != reason.Shutdown {
		t.Errorf("closed for %v", r)
	}
}

func TestLingerEndsAfterItsTime(t *testing.T) {
	a := newApp()
	c := dial(t, start(t, Config{}, a)).upgrade("/ws?quiet")
	began := time.Now()
	await(t, "upgrade", a.sockets).c.Finish(reason.PingTimeout)
	c.ended() // and the client keeps its side open
	if r := await(t, "Closed", a.closed); r != reason.PingTimeout {
		t.Errorf("closed for %v", r)
	}
	if d := time.Since(began); d < lingerTime-tick || d > patience/2 {
		t.Errorf("lingered %v", d)
	}
}

func TestLingerEndsAfterItsBytes(t *testing.T) {
	a := newApp()
	c := dial(t, start(t, Config{}, a)).upgrade("/ws?quiet")
	await(t, "upgrade", a.sockets).c.Finish(reason.PingTimeout)
	flood := make([]byte, 1<<20)
	var err error
	for i := 0; i < 1000 && err == nil; i++ {
		_, err = c.Write(flood)
	}
	if err == nil {
		t.Error("1,000 MiB were taken after the close")
	}
	await(t, "Closed", a.closed)
}

// Bite 1: whoever wants a connection closed shuts it, and its poller closes, also when its turn is
// under way.
func TestShutdownDuringATurnReportsTheClose(t *testing.T) {
	a := newApp()
	inside, leave := make(chan *Exchange), make(chan struct{})
	a.onHead = func(x *Exchange) bool {
		if string(x.Head().Path) != "/inside" {
			return false
		}
		x.OnAbort(a)
		inside <- x
		<-leave
		return true
	}
	l := start(t, Config{}, a)
	c := dial(t, l)
	c.send(get("/inside"))
	x := await(t, "turn", inside)
	x.c.Shutdown(reason.SlowConsumer)
	close(leave)
	await(t, "Aborted", a.aborted)
	c.ended()
	eventually(t, "closed as slow_consumer", closedFor(l, reason.SlowConsumer))
}

func TestShutdownClosesAtOnce(t *testing.T) {
	a := newApp()
	c := dial(t, start(t, Config{}, a)).upgrade("/ws")
	s := await(t, "upgrade", a.sockets)
	s.c.Shutdown(reason.PingTimeout)
	s.c.Shutdown(reason.SlowConsumer)
	c.ended()
	if r := await(t, "Closed", a.closed); r != reason.PingTimeout {
		t.Errorf("closed for %v", r)
	}
	if _, err := s.c.Write([]byte("x")); !errors.Is(err, ErrClosed) {
		t.Errorf("Write after the close: %v", err)
	}
	s.c.Finish(reason.Shutdown)
	s.c.WantWrite()
}

// Bites 12 and 16: Stop closes what is open and waits for the callbacks, while turns are under way.
func TestStopClosesEverythingAndTellsTheOwners(t *testing.T) {
	for range 10 {
		a := newApp()
		l := start(t, Config{}, a)
		var traffic sync.WaitGroup
		for range 8 {
			ws := dial(t, l).upgrade("/ws")
			traffic.Go(func() {
				echo := make([]byte, 3)
				for {
					if _, err := ws.Write([]byte(masked("x"))); err != nil {
						return
					}
					if _, err := io.ReadFull(ws.r, echo); err != nil {
						return
					}
				}
			})
			held := dial(t, l)
			held.send(get("/hold"))
			await(t, "held", a.held)
		}
		l.Stop()
		if len(a.closed) != 8 || len(a.aborted) != 8 {
			t.Errorf("%d sockets closed, %d answers aborted", len(a.closed), len(a.aborted))
		}
		s := l.Stats()
		if s.Open != 0 || s.Receiving != 0 || s.Closed[reason.Shutdown] != 16 {
			t.Errorf("stats %+v", s)
		}
		if conn, err := net.Dial("tcp", l.Addrs()[0].String()); err == nil {
			_ = conn.Close()
			t.Error("still listening")
		}
		traffic.Wait()
	}
}

// Bite 16: nbio's OnClose runs beside OnRead when anybody but the poller closes, as its Stop does.
func TestStopLetsATurnEndBeforeItTellsOfTheClose(t *testing.T) {
	a := newApp()
	inside, leave := make(chan struct{}), make(chan struct{})
	a.onMessage = func() { close(inside); <-leave }
	l := start(t, Config{}, a)
	c := dial(t, l).upgrade("/ws?quiet")
	c.send(masked("one"))
	await(t, "Message", inside)
	stopped := make(chan struct{})
	go func() { l.Stop(); close(stopped) }()
	c.ended() // it has been shut, and Message waits
	select {
	case <-a.closed:
		t.Error("Closed came during Message")
	case <-time.After(brief):
	}
	close(leave)
	if r := await(t, "Closed", a.closed); r != reason.Shutdown {
		t.Errorf("closed for %v", r)
	}
	await(t, "Stop", stopped)
}

func TestAnswerThatItsReaderHasNotTakenIsUnsent(t *testing.T) {
	a := newApp()
	a.big = random(32 << 20)
	l := start(t, Config{}, a)
	c := dial(t, l)
	c.send(get("/big"))
	eventually(t, "something is unsent", l.Unsent)
	c.expect(200, string(a.big))
	eventually(t, "nothing is", func() bool { return !l.Unsent() })
}

func TestAnswersInFlightSurviveCloseListeners(t *testing.T) {
	a := newApp()
	l := start(t, Config{}, a)
	c := dial(t, l)
	c.send(get("/hold"))
	x := await(t, "held", a.held)
	l.CloseListeners()
	x.Respond(text(200, "held"))
	c.expect(200, "held")
}
