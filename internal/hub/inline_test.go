package hub

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"socketchat/internal/later"
	"socketchat/internal/window"
)

// publishInline appends as the embedded log does.
func (r *rig) publishInline(channel, packet string) {
	r.Helper()
	ok, next := r.window.TryAppendInline(window.NewEntry(channel, []byte(packet), window.Position{}))
	if !ok {
		r.Fatal("the window is full")
	}
	if next != nil {
		next.Run()
	}
}

// asleep starts the hub and waits until its shards sleep.
func (r *rig) asleep() {
	r.hub.Start()
	synctest.Wait()
}

func TestWhoeverPostsToASleepingShardRunsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, 1, nil)
		r.asleep()
		defer r.hub.Stop()
		c := r.client(0)
		c.join("c")
		if n := r.hub.Members("c"); n != 1 {
			t.Fatalf("%d members when Post returned, want 1", n)
		}
		r.publishInline("c", "x")
		if got := c.wire.texts(t); !slices.Equal(got, []string{"4x"}) {
			t.Errorf("the client got %q when the publish returned", got)
		}
		if !r.hub.shards[0].reader.Asleep() {
			t.Error("the shard does not sleep afterwards")
		}
	})
}

// queue is a poller that has events in hand.
type queue []later.Runner

func (q *queue) Later(r later.Runner) { *q = append(*q, r) }

// run has what it was given done, and reports how much that was.
func (q *queue) run() (n int) {
	work := *q
	*q = nil
	for _, r := range work {
		r.Run()
	}
	return len(work)
}

func TestWhatAPollerPostsToASleepingShardIsOneRound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, 1, nil)
		member := r.client(0)
		member.join("c")
		r.settle()
		r.asleep()
		defer r.hub.Stop()
		s := r.hub.shards[0]
		var q, other queue
		for turn := range 3 {
			r.hub.shards[0].stats.writes.Store(0)
			var log []int
			post := func(q *queue) {
				c := r.client(0)
				s.Post(Message{To: c, Arg: func() { log = append(log, len(log)) }}, q)
			}
			post(&q)
			post(&q)
			post(&other)
			for range 2 {
				ok, next := r.window.TryAppendInline(window.NewEntry("c", []byte("x"), window.Position{}))
				if !ok || next != nil {
					t.Fatal("the shard is to be run by two")
				}
			}
			synctest.Wait()
			if len(log) > 0 {
				t.Fatal("it ran by itself")
			}
			if n := q.run() + other.run(); n != 1 {
				t.Fatalf("turn %d: the shard was to be run %d times", turn, n)
			}
			if len(log) != 3 {
				t.Fatalf("turn %d: %d of 3 messages were handled", turn, len(log))
			}
			if n := r.hub.Stats().Writes; n != 1 {
				t.Errorf("turn %d: two entries in %d writes", turn, n)
			}
		}
	})
}

// A promise to run a shard keeps nobody from having more to do done earlier.
func TestAPromisedShardThatRanMeanwhileRunsOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, 1, nil)
		r.asleep()
		defer r.hub.Stop()
		s, c := r.hub.shards[0], r.client(0)
		for _, tt := range []struct {
			name string
			n    int
			data int
		}{
			{"many messages", roundMessages + 1, 0},
			{"many bytes", 5, roundData / 4},
			{"one large message", 1, roundData + 1},
			{"more bytes than the mailbox takes", 100, mailboxBytes / 10},
		} {
			var q queue
			got := 0
			for range tt.n {
				s.Post(Message{To: c, Data: make([]byte, tt.data), Arg: func() { got++ }}, &q)
			}
			synctest.Wait()
			if got != tt.n {
				t.Errorf("%s: %d of %d handled by the shard's goroutine", tt.name, got, tt.n)
			}
			q.run()
			c.do(func() { got++ }) // posted and run, as ever
			if got != tt.n+1 {
				t.Errorf("%s: nothing is handled afterwards", tt.name)
			}
		}
	})
}

func TestWideWorkIsLeftToTheShardsOwnGoroutine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, 1, nil)
		var clients []*client
		for range inlineWrites + 1 {
			c := r.client(0)
			c.join("wide")
			clients = append(clients, c)
		}
		r.settle()
		r.asleep()
		defer r.hub.Stop()
		other := r.client(0)
		r.window.OnAppend(func([]*window.Entry) {}) // wakes nobody: the post finds the entry
		r.publish("wide", "x")
		other.do(func() {})
		synctest.Wait()
		for i, c := range clients {
			if got := c.wire.texts(t); !slices.Equal(got, []string{"4x"}) {
				t.Fatalf("client %d got %q", i, got)
			}
		}
		s := r.hub.shards[0]
		r.publish("wide", "y")
		if s.reader.Claim() {
			if s.brief(r.window.Tail()) {
				t.Error("an entry for 65 members counts as brief")
			}
			s.reader.Release(s.position, s.idleAt, true)
		}
		if next := r.hub.appendedInline(window.NewEntry("wide", []byte("z"), window.Position{})); next != nil {
			t.Error("a wide channel's shard is left to the mover")
		}
	})
}

func TestATimerSetByWhoeverRunsTheShardFiresInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, 1, nil)
		r.asleep()
		defer r.hub.Stop()
		c := r.client(0)
		fired := make(chan time.Time, 2)
		var late, soon Timer
		start := time.Now()
		c.do(func() { c.outlet.Shard().Schedule(&late, expiry(func() { fired <- time.Now() }), start.Add(time.Hour)) })
		synctest.Wait()
		c.do(func() {
			c.outlet.Shard().Schedule(&soon, expiry(func() { fired <- time.Now() }), start.Add(time.Second))
		})
		if d := (<-fired).Sub(start); d < time.Second || d > time.Second+2*tick {
			t.Errorf("the sooner timer fired after %v", d)
		}
	})
}

type expiry func()

func (e expiry) Expired(time.Time) { e() }

// appendInline appends e once there is room, as the log does, and returns the shard to run.
func appendInline(r *rig, log *sync.Mutex, e *window.Entry) later.Runner {
	for {
		log.Lock()
		ok, next := r.window.TryAppendInline(e)
		log.Unlock()
		if ok {
			return next
		}
		runtime.Gosched() // a full window wakes the shards that hold it
	}
}

// Posters, appenders, timers and the shard's goroutine take the shard from each other; what
// each client got must be its channel's entries in order, once.
func TestAShardThatManyRunLosesNothing(t *testing.T) {
	const posters, rounds = 4, 3000
	r := newRig(t, 2, everySecond)
	r.hub.Start()
	clients := make([]*client, posters)
	for i := range clients {
		clients[i] = r.client(i % 2)
		clients[i].join(fmt.Sprint("c", i))
		for r.hub.Members(fmt.Sprint("c", i)) == 0 {
			runtime.Gosched()
		}
	}
	var log sync.Mutex // the embedded log's: one mover at a time
	var wg sync.WaitGroup
	for i, c := range clients {
		wg.Go(func() {
			var q queue
			for n := range rounds {
				next := appendInline(r, &log, window.NewEntry(fmt.Sprint("c", i), fmt.Append(nil, n), window.Position{}))
				if next != nil {
					q.Later(next)
				}
				if n%7 == 0 {
					c.do(func() { c.outlet.Shard().Schedule(&Timer{}, expiry(func() {}), time.Now()) })
				}
				if n%5 == 0 {
					c.outlet.Shard().Post(Message{To: c, Arg: func() {}}, &q)
				}
				if n%(i+1) == 0 {
					q.run()
				}
			}
			q.run()
		})
	}
	wg.Wait()
	for _, c := range clients[:2] {
		for c.outlet.Shard().reader.Index() != r.window.Tail() {
			c.do(func() {}) // a shard may sleep behind entries that do not concern it
			runtime.Gosched()
		}
	}
	r.hub.Stop()
	for i, c := range clients {
		n := 0
		for _, text := range c.wire.texts(t) {
			if strings.HasPrefix(text, "total ") {
				continue
			}
			if want := fmt.Sprint("4", n); text != want {
				t.Fatalf("client %d got %q, want %q", i, text, want)
			}
			n++
		}
		if n != rounds {
			t.Errorf("client %d got %d entries, want %d", i, n, rounds)
		}
	}
}
