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
			s.Run()
		}
		if next := r.hub.appendedInline(window.NewEntry("wide", []byte("z"), window.Position{})); next != nil {
			t.Error("a wide channel's shard was claimed")
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
func appendInline(r *rig, log *sync.Mutex, e *window.Entry) window.Runner {
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
			for n := range rounds {
				next := appendInline(r, &log, window.NewEntry(fmt.Sprint("c", i), fmt.Append(nil, n), window.Position{}))
				if next != nil {
					next.Run()
				}
				if n%7 == 0 {
					c.do(func() { c.outlet.Shard().Schedule(&Timer{}, expiry(func() {}), time.Now()) })
				}
			}
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
