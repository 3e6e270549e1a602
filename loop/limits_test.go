package loop

import (
	"log/slog"
	"testing"
	"time"
	"unsafe"

	"socketchat/internal/reason"
)

const brief = 60 * time.Millisecond

func TestSilentConnectionsAreClosedInTime(t *testing.T) {
	for _, tt := range []struct {
		name   string
		cfg    Config
		say    string
		answer string
		reason reason.Reason
	}{
		{"nothing", Config{HandshakeTimeout: brief}, "", "", reason.HandshakeTimeout},
		{"half a head", Config{HeaderTimeout: brief}, get("/")[:9], "", reason.HeaderTimeout},
		{"half a body", Config{BodyTimeout: brief}, post("/body", 9) + "1234", "", reason.BodyTimeout},
		{"half a body after the answer", Config{BodyTimeout: brief}, post("/early", 9) + "1234", "too large", reason.BodyTimeout},
		{"a request", Config{IdleTimeout: brief}, get("/"), "hello /", reason.KeepaliveIdle},
		{"half a second head", Config{HeaderTimeout: brief}, get("/") + get("/")[:9], "hello /", reason.HeaderTimeout},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := start(t, tt.cfg, newApp())
			c := dial(t, l)
			began := time.Now()
			c.send(tt.say)
			if tt.answer != "" {
				c.expect(map[string]int{"too large": 413, "hello /": 200}[tt.answer], tt.answer)
			}
			if rest := c.ended(); rest != "" {
				t.Errorf("then %q", rest)
			}
			if d := time.Since(began); d < brief-time.Millisecond {
				t.Errorf("closed after %v", d)
			}
			eventually(t, tt.reason.String(), closedFor(l, tt.reason))
		})
	}
}

// Bite 4: a deadline meant for the handshake that lives on closes healthy connections.
func TestUpgradedAndHeldConnectionsHaveNoDeadline(t *testing.T) {
	a := newApp()
	l := start(t, Config{HandshakeTimeout: brief, HeaderTimeout: brief, IdleTimeout: brief}, a)
	var sockets []*client
	for range 100 {
		sockets = append(sockets, dial(t, l).upgrade("/ws"))
	}
	held := dial(t, l)
	held.send(get("/hold"))
	x := await(t, "held", a.held)
	dial(t, l).ended() // a silent one, accepted last, has passed its deadline
	idle := dial(t, l)
	idle.send(get("/"))
	idle.expect(200, "hello /")
	idle.ended()
	for _, c := range sockets {
		c.send(masked("still there"))
		if got := c.frame(); got != "still there" {
			t.Fatalf("echo %q", got)
		}
	}
	x.Respond(text(200, "held"))
	held.expect(200, "held")
}

func TestReaderThatTakesNothingIsClosed(t *testing.T) {
	a := newApp()
	a.big = random(32 << 20)
	l := start(t, Config{IdleTimeout: brief}, a)
	dial(t, l).send(get("/big"))
	eventually(t, "slow_consumer", closedFor(l, reason.SlowConsumer))
}

func TestReceiveBudgetRefusesRequestsAndClosesSockets(t *testing.T) {
	a := newApp()
	l := start(t, Config{ReceiveBudget: 64 << 10}, a)
	c := dial(t, l)
	c.send(post("/body", 1<<20) + repeat(200<<10))
	c.expect(503, errBudget.Error())
	_ = c.Close()
	eventually(t, "receive_budget", closedFor(l, reason.ReceiveBudget))
	ws := dial(t, l).upgrade("/ws")
	_, _ = ws.Write([]byte(masked(repeat(300 << 10))[:200<<10]))
	if r := await(t, "Closed", a.closed); r != reason.ReceiveBudget {
		t.Errorf("closed for %v", r)
	}
	eventually(t, "nothing is charged", func() bool { return l.Stats().Receiving == 0 })
	c = dial(t, l)
	c.send(post("/body", 50<<10) + repeat(50<<10)) // within the budget
	c.expect(200, "51200")
}

// The backend may keep a closed connection for a while; what it held of unfinished input goes at once.
func TestAClosedConnectionHoldsNoInput(t *testing.T) {
	for name, begin := range map[string]func(c *client){
		"a head":  func(c *client) { c.send(get("/" + repeat(10<<10))[:5<<10]) },
		"a body":  func(c *client) { c.send(post("/body", 100<<10) + repeat(50<<10)) },
		"a frame": func(c *client) { c.upgrade("/ws").send(masked(repeat(100 << 10))[:50<<10]) },
	} {
		t.Run(name, func(t *testing.T) {
			l := start(t, Config{}, newApp())
			c := dial(t, l)
			begin(c)
			eventually(t, "it is held", func() bool { return l.Stats().Receiving >= 5<<10 })
			conn := l.roster.all()[0]
			_ = c.Close()
			eventually(t, "it has ended", func() bool { return l.Stats().Open == 0 })
			if conn.in != nil || conn.dec.Buffered() > 0 || conn.x != nil && conn.x.buf != nil {
				t.Errorf("%d bytes are held, %d of a message", len(conn.in), conn.dec.Buffered())
			}
			if n := l.Stats().Receiving; n != 0 {
				t.Errorf("%d bytes are charged", n)
			}
		})
	}
}

func TestMessageOverTheLimitIsAViolation(t *testing.T) {
	a := newApp()
	c := dial(t, start(t, Config{MaxMessage: 1000}, a)).upgrade("/ws")
	c.send(masked(repeat(1000)))
	if got := c.frame(); len(got) != 1000 {
		t.Errorf("echo of %d bytes", len(got))
	}
	c.send(masked(repeat(1001)) + masked("not read any more"))
	if got := c.frame(); got[:2] != "\x03\xf1" {
		t.Errorf("close %q", got)
	}
	c.ended()
	_ = c.Close()
	if r := await(t, "Closed", a.closed); r != reason.ProtocolError {
		t.Errorf("closed for %v", r)
	}
}

func TestPanicEndsItsOwnConnectionOnly(t *testing.T) {
	a, log := newApp(), &records{}
	l := start(t, Config{Pollers: 1, Log: slog.New(log)}, a)
	bystander, ws := dial(t, l), dial(t, l).upgrade("/ws")
	for i, provoke := range []func(){
		func() { c := dial(t, l); c.send(get("/panic?secret")); c.ended() },
		func() { c := dial(t, l).upgrade("/ws"); c.send(masked("panic secret")); c.ended() },
	} {
		provoke()
		bystander.send(get("/"))
		bystander.expect(200, "hello /")
		ws.send(masked("hello"))
		if got := ws.frame(); got != "hello" {
			t.Errorf("echo %q", got)
		}
		eventually(t, "internal_error", func() bool { return l.Stats().Closed[reason.InternalError] == uint64(i+1) })
		if s := l.Stats(); s.Panics != uint64(i+1) || log.count("panicked") != i+1 || log.count("app_test.go") != i+1 {
			t.Errorf("%d panics counted, %d logged", s.Panics, log.count("panicked"))
		}
		if log.count("secret") != 0 {
			t.Error("the log has what the client sent")
		}
	}
}

func TestWriteTakesLessThanEverythingAndWantWriteTellsWhenThereIsRoom(t *testing.T) {
	a := newApp()
	c := dial(t, start(t, Config{}, a)).upgrade("/ws?quiet")
	s := await(t, "upgrade", a.sockets)
	sent := 0
	for round := range 3 {
		piece, full := make([]byte, 100<<10), false
		for !full {
			n, err := s.c.Write(piece)
			if err != nil {
				t.Fatal(err)
			}
			sent += n
			full = n < len(piece)
		}
		s.c.WantWrite()
		buf := make([]byte, 256<<10)
		for got := 0; got < sent; {
			n, err := c.r.Read(buf)
			if err != nil {
				t.Fatal(err)
			}
			got += n
		}
		sent = 0
		await(t, "Writable", s.writable)
		if len(s.writable) != 0 {
			t.Errorf("round %d: Writable came twice", round)
		}
	}
}

func TestIdleSocketsAreSmallAndHoldNoBuffers(t *testing.T) {
	if size := unsafe.Sizeof(Conn{}); Backend == "nbio" && size > 160 {
		t.Errorf("a Conn has %d bytes", size)
	}
	a := newApp()
	l := start(t, Config{}, a)
	c := dial(t, l).upgrade("/ws")
	s := await(t, "upgrade", a.sockets)
	for _, part := range []string{masked("hello")[:4], masked("hello")[4:]} {
		c.send(part)
	}
	c.frame()
	l.Stop() // the poller's last word about the connection
	if s.c.in != nil || s.c.x != nil || s.c.timer != nil || s.c.dec.Buffered() != 0 {
		t.Errorf("it holds %d bytes, %v, %v", cap(s.c.in), s.c.x, s.c.timer)
	}
}
