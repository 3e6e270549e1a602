package hub

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"
)

// worker is a recipient with so many turns to do.
type worker struct {
	*client
	turns int
	log   *[]string
	name  string
}

func (w *worker) Receive(*Message) { w.Continue() }

func (w *worker) Continue() {
	*w.log = append(*w.log, w.name)
	if w.turns--; w.turns > 0 {
		w.outlet.Shard().Continue(w)
	}
}

// Whoever has much to do has it in turns: each round gives one to those that wait, delivers entries
// and takes messages of others.
func TestARoundGivesARecipientOneTurn(t *testing.T) {
	r := newRig(t, 1, nil)
	s := r.hub.shards[0]
	member := r.client(0)
	member.join("c")
	r.settle()
	var log []string
	w := &worker{client: r.client(0), turns: 5, log: &log, name: "w"}
	s.Post(Message{To: w}, nil)
	for i := range 4 {
		r.publish("c", fmt.Sprint(i))
		other := r.client(0)
		other.do(func() { log = append(log, "other") })
		if !s.roundNow() {
			t.Fatal("a round left something and said it did not")
		}
		if got := member.wire.texts(t); len(got) != i+1 {
			t.Fatalf("round %d delivered %q", i, got)
		}
	}
	r.settle()
	if got, want := fmt.Sprint(log), "[w other w other w other w other w]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestARoundGivesFewTurns(t *testing.T) {
	r := newRig(t, 1, nil)
	s := r.hub.shards[0]
	var log []string
	const n = 3 * roundTurns
	for i := range n {
		s.Post(Message{To: &worker{client: r.client(0), turns: 3, log: &log, name: fmt.Sprint(i)}}, nil)
	}
	s.roundNow()
	for round := range 6 {
		before := len(log)
		s.roundNow()
		if got := len(log) - before; got != roundTurns {
			t.Errorf("round %d gave %d turns", round, got)
		}
	}
	for i := range log {
		if want := fmt.Sprint(i % n); log[i] != want {
			t.Fatalf("turn %d was %s's, want %s's", i, log[i], want)
		}
	}
}

// patient has more to do until somebody else has run.
type patient struct {
	*client
	turns int
	ran   atomic.Bool
	done  chan int
}

func (p *patient) Receive(*Message) {
	go p.ran.Store(true)
	p.Continue()
}

func (p *patient) Continue() {
	if p.turns++; p.ran.Load() {
		p.done <- p.turns
		return
	}
	p.outlet.Shard().Continue(p)
}

// A shard with much to do does not keep its processor from others, a poller for one. Go's scheduler
// would take it away after 10 ms, which are tens of thousands of these rounds.
func TestABusyShardLetsOthersRun(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	r := newRig(t, 1, nil)
	p := &patient{client: r.client(0), done: make(chan int, 1)}
	r.hub.shards[0].Post(Message{To: p}, nil)
	r.hub.Start()
	defer r.hub.Stop()
	if turns := <-p.done; turns > 100 {
		t.Errorf("another goroutine waited for %d rounds", turns)
	}
}

// A full mailbox is many rounds, in the order in which it was filled.
func TestARoundTakesAShareOfTheMessages(t *testing.T) {
	for _, tt := range []struct {
		name           string
		data, messages int
		share          int
	}{
		{"by number", 0, 5 * roundMessages, roundMessages},
		{"by bytes", roundData / 4, 20, 4},
		{"one that is larger", 2 * roundData, 5, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t, 1, nil)
			s, c := r.hub.shards[0], r.client(0)
			got := 0
			for i := range tt.messages {
				s.Post(Message{To: c, Data: make([]byte, tt.data), Arg: func() {
					if i != got {
						t.Errorf("message %d came as number %d", i, got)
					}
					got++
				}}, nil)
			}
			for want := tt.share; want <= tt.messages; want += tt.share {
				if more := s.roundNow(); got != want || more != (want < tt.messages) {
					t.Fatalf("%d are taken, want %d; more is %v", got, want, more)
				}
			}
		})
	}
}

// A shard that stops handles what it has taken.
func TestAStopLeavesNoMessage(t *testing.T) {
	r := newRig(t, 1, nil)
	c := r.client(0)
	got := 0
	const n = 3 * roundMessages
	for range n {
		c.do(func() { got++ })
	}
	r.hub.Start()
	r.hub.Stop()
	if got != n {
		t.Errorf("%d of %d", got, n)
	}
}

// A panic in a later turn is the recipient's alone, as in the first.
func TestAPanicInALaterTurnEndsItsOwner(t *testing.T) {
	r := newRig(t, 1, nil)
	s := r.hub.shards[0]
	var log []string
	w := &worker{client: r.client(0), turns: 2, log: &log, name: "w"}
	s.Post(Message{To: w}, nil)
	s.roundNow()
	w.log = nil
	s.roundNow()
	if len(w.failed) != 1 || s.inbox.left() {
		t.Errorf("failed %d times", len(w.failed))
	}
}

// Pongs to a client that does not read take one another's place; those to one that does all go.
func TestPongsThatNobodyReadsDoNotPileUp(t *testing.T) {
	r := newRig(t, 1, nil)
	c := r.client(0)
	pong := func(name string) { c.do(func() { c.outlet.QueuePong(frame(name)) }) }
	for i := range 5 {
		pong(fmt.Sprint("read ", i))
	}
	r.settle()
	c.wire.room = 2
	for i := range 50 {
		pong(fmt.Sprint(i))
		r.settle()
	}
	c.do(func() { c.outlet.Queue(frame("between")) })
	pong("last")
	r.settle()
	if n := len(c.outlet.pending); n != 4 {
		t.Errorf("%d frames wait", n)
	}
	c.wire.room = -1
	c.do(c.outlet.Writable)
	r.settle()
	want := "[read 0 read 1 read 2 read 3 read 4 0 49 between last]"
	if got := fmt.Sprint(c.wire.texts(t)); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if c.outlet.Pending() != 0 {
		t.Errorf("%d bytes count as waiting", c.outlet.Pending())
	}
}
