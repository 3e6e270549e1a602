package loop

import (
	"strings"
	"testing"

	"socketchat/internal/reason"
)

// Bite 15: while an answer is owed input is taken in, and what arrived meanwhile is
// parsed after the answer, though no event announces it.
func TestHeldAnswerIsFollowedByWhatWasPipelined(t *testing.T) {
	for _, tt := range []struct {
		name          string
		before, after string // the answer
	}{
		{"in one packet", get("/hold") + get("/next"), ""},
		{"split in the head", get("/hold") + get("/next")[:7], get("/next")[7:]},
		{"split before the head", get("/hold"), get("/next")},
		{"with a body", get("/hold") + post("/body", 5) + "12", "345" + get("/next")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := newApp()
			c := dial(t, start(t, Config{}, a))
			for range 20 {
				c.send(tt.before)
				x := await(t, "held", a.held)
				x.Respond(text(200, "held"))
				c.expect(200, "held")
				c.send(tt.after)
				if strings.Contains(tt.before, "/body") {
					c.expect(200, "5")
				}
				c.expect(200, "hello /next")
			}
		})
	}
}

func TestPipelinedRequestsAreAnsweredInOrder(t *testing.T) {
	c := dial(t, start(t, Config{}, newApp()))
	c.send(strings.Repeat(get("/async")+get("/sync")+post("/body", 3)+"abc", 100))
	for range 100 {
		c.expect(200, "async")
		c.expect(200, "hello /sync")
		c.expect(200, "3")
	}
}

func TestRequestsArriveByteByByte(t *testing.T) {
	c := dial(t, start(t, Config{}, newApp()))
	for _, b := range get("/slow") + post("/body", 3) + "abc" {
		c.send(string(b))
	}
	c.expect(200, "hello /slow")
	c.expect(200, "3")
}

func TestAbortedHeldAnswerTellsItsOwnerOnce(t *testing.T) {
	for _, leave := range []func(*client){func(c *client) { _ = c.Close() }, (*client).reset} {
		a := newApp()
		l := start(t, Config{}, a)
		c := dial(t, l)
		c.send(get("/hold"))
		x := await(t, "held", a.held)
		leave(c)
		await(t, "Aborted", a.aborted)
		x.Respond(text(200, "nobody reads this"))
		l.Stop()
		if len(a.aborted) != 0 {
			t.Error("told twice")
		}
	}
}

func TestAborterGivenAfterTheCloseIsTold(t *testing.T) {
	a := newApp()
	kept := make(chan *Exchange, 1)
	a.onHead = func(x *Exchange) bool { kept <- x; return true }
	l := start(t, Config{}, a)
	c := dial(t, l)
	c.send(get("/"))
	x := await(t, "request", kept)
	_ = c.Close()
	eventually(t, "closed", closedFor(l, reason.ClientClosed))
	x.OnAbort(a)
	await(t, "Aborted", a.aborted)
}

func TestAnswerIsGivenOnce(t *testing.T) {
	a := newApp()
	c := dial(t, start(t, Config{}, a))
	c.send(get("/hold"))
	x := await(t, "held", a.held)
	x.Respond(text(200, "first"))
	x.Respond(text(200, "second"))
	c.expect(200, "first")
	c.send(get("/next"))
	c.expect(200, "hello /next")
}

func TestTooMuchInputBehindAHeldAnswerCloses(t *testing.T) {
	a := newApp()
	l := start(t, Config{MaxMessage: 32 << 10}, a)
	c := dial(t, l)
	c.send(get("/hold") + post("/body", 32<<10) + repeat(32<<10)) // allowed
	x := await(t, "held", a.held)
	x.Respond(text(200, "held"))
	c.expect(200, "held")
	c.expect(200, "32768")
	_, _ = c.Write([]byte(get("/hold") + repeat(64<<10)))
	await(t, "held", a.held)
	await(t, "Aborted", a.aborted)
	eventually(t, "pipeline_overflow", closedFor(l, reason.PipelineOverflow))
	if got := l.Stats().Receiving; got != 0 {
		t.Errorf("%d bytes are still charged", got)
	}
}

func TestContinueIsSentWhenTheBodyIsWanted(t *testing.T) {
	c := dial(t, start(t, Config{}, newApp()))
	head := strings.Replace(post("/body", 3), "\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n", 1)
	for range 3 {
		c.send(head)
		if line, _ := c.r.ReadString('\n'); line != "HTTP/1.1 100 Continue\r\n" {
			t.Fatalf("got %q", line)
		}
		_, _ = c.r.ReadString('\n')
		c.send("abc")
		c.expect(200, "3")
	}
	c.send(strings.Replace(head, "/body", "/early", 1))
	c.expect(413, "too large")
	c.ended() // whether the body follows is not known
}

func TestBodiesOverTheLimitAreRefused(t *testing.T) {
	a := newApp()
	l := start(t, Config{}, a)
	chunked := "POST /body HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n"
	for _, request := range []string{
		post("/body", 1<<20+1),
		chunked + "80000\r\n" + repeat(512<<10) + "\r\n80001\r\n" + repeat(512<<10+1),
	} {
		c := dial(t, l)
		c.send(request)
		c.expect(413, ErrBodyTooLarge.Error())
		_ = c.Close()
	}
	c := dial(t, l)
	c.send(chunked + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n" + get("/next"))
	c.expect(200, "5")
	c.expect(200, "hello /next")
	c.send(chunked + "x\r\n")
	c.expect(400, "")
	c.ended()
}

func TestMalformedHeadIsAnsweredAndCloses(t *testing.T) {
	l := start(t, Config{}, newApp())
	c := dial(t, l)
	c.send("GET / HTTP/1.1\r\nHost : test\r\n\r\n" + repeat(1000))
	if res, _ := c.response(); res.StatusCode != 400 || !res.Close {
		t.Errorf("answer %d, close %v", res.StatusCode, res.Close)
	}
	c.ended()
	_ = c.Close()
	eventually(t, "protocol_error", closedFor(l, reason.ProtocolError))
}
