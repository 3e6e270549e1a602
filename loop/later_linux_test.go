//go:build linux && !netloop

package loop

import (
	"net"
	"slices"
	"strings"
	"testing"

	"socketchat/internal/reason"
)

type runner func()

func (r runner) Run() { r() }

// together is an app whose poller is held, by /wait, until many requests have arrived: it gets them in
// one batch.
type together struct {
	*app
	l       *Loop
	gate    chan struct{}
	clients []*client
}

func newTogether(t *testing.T, n int, head func(x *Exchange)) *together {
	h := &together{app: newApp(), gate: make(chan struct{})}
	inside := make(chan struct{})
	h.onHead = func(x *Exchange) bool {
		switch string(x.Head().Path) {
		case "/wait":
			close(inside)
			<-h.gate
		case "/later":
			head(x)
			return true
		}
		return false
	}
	h.l = start(t, Config{Pollers: 1}, h.app)
	blocker := dial(t, h.l)
	for range n {
		c := dial(t, h.l)
		c.send(get("/"))
		c.expect(200, "hello /")
		h.clients = append(h.clients, c)
	}
	blocker.send(get("/wait"))
	await(t, "turn of the request that waits", inside)
	return h
}

// send has every client ask at once, and returns when all are answered.
func (h *together) send() {
	for _, c := range h.clients {
		c.send(get("/later"))
	}
	close(h.gate)
	for _, c := range h.clients {
		c.expect(200, "later")
	}
}

func TestWhatIsLeftForLaterFollowsTheEventsInHand(t *testing.T) {
	const n = mostDeferred/2 - 1
	var log []string // owned by the poller
	order := make(chan []string, 1)
	h := newTogether(t, n, func(x *Exchange) {
		log = append(log, "head")
		x.Later(runner(func() { log = append(log, "later") }))
		if !x.Behind(runner(func() {
			if log = append(log, "answer"); len(log) == 3*n {
				order <- log
			}
			x.Respond(text(200, "later"))
		})) {
			t.Error("nothing waits, behind what has just been left")
		}
	})
	h.send()
	want := slices.Repeat([]string{"head"}, n)
	want = append(want, slices.Repeat([]string{"later", "answer"}, n)...)
	if got := await(t, "the order", order); !slices.Equal(got, want) {
		t.Errorf("the order was %q", got)
	}
}

func TestNothingIsPutBehindNothing(t *testing.T) {
	h := newTogether(t, 1, func(x *Exchange) {
		if x.Behind(runner(func() { t.Error("it was not taken, and runs") })) {
			t.Error("it is taken")
		}
		x.Respond(text(200, "later"))
	})
	h.send()
}

func TestAPollerDoesNotLeaveMuchForLater(t *testing.T) {
	const n = 3 * mostDeferred
	left, ran, most := 0, 0, 0 // owned by the poller
	waited := make(chan int, 1)
	h := newTogether(t, n, func(x *Exchange) {
		left++
		most = max(most, left)
		x.Later(runner(func() {
			left--
			if ran++; ran == n {
				waited <- most
			}
			x.Respond(text(200, "later"))
		}))
	})
	h.send()
	if got := await(t, "all", waited); got != mostDeferred {
		t.Errorf("%d waited for the end of the events, want %d", got, mostDeferred)
	}
}

// A request that is answered later may have another one behind it.
func TestAPipelineGoesOnBehindWhatWasLeft(t *testing.T) {
	h := newTogether(t, 1, func(x *Exchange) { x.Later(runner(func() { x.Respond(text(200, "later")) })) })
	c := h.clients[0]
	c.send(strings.Repeat(get("/later"), 20))
	close(h.gate)
	for range 20 {
		c.expect(200, "later")
	}
}

// What is answered later reaches a client that has finished with its request.
func TestWhatWasLeftForLaterAnswersAClientThatHasFinished(t *testing.T) {
	h := newTogether(t, 1, func(x *Exchange) { x.Later(runner(func() { x.Respond(text(200, "later")) })) })
	c := h.clients[0]
	c.send(get("/later"))
	_ = c.Conn.(*net.TCPConn).CloseWrite()
	close(h.gate)
	c.expect(200, "later")
	c.ended()
}

func TestAPanicOfWhatWasLeftEndsItsConnection(t *testing.T) {
	first := true
	h := newTogether(t, 2, func(x *Exchange) {
		panics := first
		first = false
		x.Later(runner(func() {
			if panics {
				panic("later")
			}
			x.Respond(text(200, "later"))
		}))
	})
	for _, c := range h.clients {
		c.send(get("/later"))
	}
	close(h.gate)
	if got := h.clients[0].ended(); got != "" {
		t.Errorf("got %q", got)
	}
	h.clients[1].expect(200, "later")
	eventually(t, "closed as internal_error", closedFor(h.l, reason.InternalError))
	if n := h.l.Stats().Panics; n != 1 {
		t.Errorf("%d panics are counted", n)
	}
}

// Connections that have much left to handle go on a few at a time: who sent one request meanwhile is
// heard in between.
func TestAHerdThatGoesOnLeavesOthersTheirTurns(t *testing.T) {
	const herd, first = 4 * turnsAtOnce, 4 * turnsAtOnce * fairSteps
	a := newApp()
	a.depth = 4 * fairSteps
	l, i := interject(t, a, first) // all have had a turn of their own event by then
	var hoses []*client
	for range herd {
		hoses = append(hoses, dial(t, l).upgrade("/ws?quiet"))
	}
	i.hold()
	for _, c := range hoses {
		c.send(strings.Repeat(masked("x"), 4*fairSteps))
	}
	if n := i.heardAfter(); n > 3*turnsAtOnce*fairSteps {
		t.Errorf("the other one was heard after %d frames", n)
	}
	for range herd {
		s := await(t, "upgrade", a.sockets)
		for range 4 * fairSteps {
			await(t, "message", s.messages)
		}
	}
}
