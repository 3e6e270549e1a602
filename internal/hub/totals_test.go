package hub

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func everySecond(c *Config) { c.TotalInterval = time.Second }

// totals returns the numbers that a client was told.
func (c *client) totals(t *testing.T) (all []int) {
	for _, text := range c.wire.texts(t) {
		if s, ok := strings.CutPrefix(text, "total "); ok {
			n, _ := strconv.Atoi(s)
			all = append(all, n)
		}
	}
	return all
}

func TestTheFirstChangeIsToldAtOnceAndThenOneEachInterval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, 1, everySecond)
		r.hub.Start()
		defer r.hub.Stop()
		first := r.client(0)
		first.do(func() {
			first.outlet.Shard().Join(&first.outlet, "c")
			first.outlet.Queue(frame("ack"))
		})
		synctest.Wait()
		if got := first.wire.texts(t); !slices.Equal(got, []string{"ack", "total 1"}) {
			t.Fatalf("the first one got %q", got)
		}
		var more []*client
		for range 50 { // in 500 ms
			time.Sleep(10 * time.Millisecond)
			c := r.client(0)
			c.join("c")
			more = append(more, c)
		}
		synctest.Wait()
		if got := first.totals(t); !slices.Equal(got, []int{1}) {
			t.Fatalf("within the interval it got %v", got)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		for _, c := range more {
			c.leave("c")
		}
		synctest.Wait()
		if got := first.totals(t); !slices.Equal(got, []int{1, 51}) {
			t.Fatalf("after the interval it got %v", got)
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		if got := first.totals(t); !slices.Equal(got, []int{1, 51, 1}) {
			t.Errorf("the last value is missing: %v", got)
		}
		if got := more[49].totals(t); !slices.Equal(got, []int{51}) {
			t.Errorf("one that left got %v", got)
		}
	})
}

func TestTenThousandJoinsCostFewTotals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const shards, clients = 4, 10_000
		r := newRig(t, shards, everySecond)
		r.hub.Start()
		defer r.hub.Stop()
		var all []*client
		start := time.Now()
		for i := range clients {
			c := r.client(i % shards)
			c.join("c")
			if all = append(all, c); i%100 == 0 {
				time.Sleep(50 * time.Millisecond)
			}
		}
		spread := time.Since(start)
		time.Sleep(time.Minute)
		synctest.Wait()
		for i, c := range all {
			got := c.totals(t)
			if len(got) == 0 || got[len(got)-1] != clients {
				t.Fatalf("client %d got %v", i, got)
			}
			if !slices.IsSorted(got) {
				t.Fatalf("client %d: totals go back: %v", i, got)
			}
		}
		bound := uint64(shards * (spread/time.Second + 2))
		if st := r.hub.Stats(); st.Totals > bound {
			t.Errorf("%d rounds of totals in %v, over %d", st.Totals, spread, bound)
		}
		for _, s := range r.hub.shards {
			if len(s.changes.set) > 1 || cap(s.changes.set) > 16 {
				t.Errorf("the set of changes has %d of %d", len(s.changes.set), cap(s.changes.set))
			}
		}
	})
}

func TestTheIntervalStretchesWithWhatATotalCosts(t *testing.T) {
	for _, tt := range []struct {
		name  string
		takes time.Duration // a total
		least time.Duration // between two totals
	}{
		{"as configured while it costs little", 10 * time.Millisecond, time.Second},
		{"twenty times its cost", 200 * time.Millisecond, 4 * time.Second},
		{"and no longer than a minute", 10 * time.Second, time.Minute},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, 1, everySecond)
				r.hub.Start()
				defer r.hub.Stop()
				for range 99 {
					r.client(0).join("c")
				}
				time.Sleep(2 * time.Minute)
				slow := r.client(0)
				slow.wire.takes = tt.takes
				start := time.Now()
				slow.join("c")
				synctest.Wait()
				time.Sleep(tt.takes)
				synctest.Wait()
				if got := slow.totals(t); !slices.Equal(got, []int{100}) {
					t.Fatalf("the first change was not told at once: %v", got)
				}
				other := r.client(0)
				other.join("c")
				time.Sleep(tt.least - time.Since(start) - tick)
				synctest.Wait()
				if got := slow.totals(t); !slices.Equal(got, []int{100}) {
					t.Fatalf("within %v it got %v", tt.least, got)
				}
				time.Sleep(3*tick + tt.takes)
				synctest.Wait()
				if got := slow.totals(t); !slices.Equal(got, []int{100, 101}) {
					t.Errorf("after %v it got %v", tt.least, got)
				}
			})
		})
	}
}

// What a round writes besides is not the total's cost.
func TestOnlyItsOwnMembersCountForATotal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, 1, everySecond)
		s := r.hub.shards[0]
		member := r.client(0)
		s.Join(&member.outlet, "c")
		for range 99 {
			c := r.client(0)
			c.wire.takes = 2 * time.Millisecond
			c.outlet.Queue(frame("ack"))
		}
		start := time.Now()
		r.settle()
		c := s.channels["c"]
		if got := c.nextTotal.Sub(start); got != time.Second {
			t.Errorf("the next total comes after %v", got)
		}
	})
}

func TestAChangeOnOneShardIsToldOnAllOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, 3, everySecond)
		r.hub.Start()
		defer r.hub.Stop()
		var all []*client
		for i := range 3 {
			c := r.client(i)
			c.join("c")
			all = append(all, c)
			time.Sleep(10 * time.Second)
		}
		all[2].do(all[2].outlet.Close)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		for i, want := range [][]int{{1, 2, 3, 2}, {2, 3, 2}, {3}} {
			if got := all[i].totals(t); !slices.Equal(got, want) {
				t.Errorf("client %d got %v, want %v", i, got, want)
			}
		}
	})
}

// A shard that has a total to tell when its interval is over need not be woken for what changes until then.
func TestAShardIsToldOfTheFirstChangeInAnIntervalOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, 2, everySecond)
		r.hub.Start()
		defer r.hub.Stop()
		here, there := r.client(0), r.client(1)
		there.join("c")
		synctest.Wait()
		here.join("c") // there waits for its interval from now on
		synctest.Wait()
		here.do(func() {
			for range 10 {
				c := r.client(0)
				c.outlet.Shard().Join(&c.outlet, "c")
			}
			if r.hub.shards[1].hasChanges() {
				t.Error("the other shard is told again")
			}
		})
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if got := there.totals(t); !slices.Equal(got, []int{1, 12}) {
			t.Errorf("it got %v", got)
		}
	})
}

// Who comes after everybody has left, within an interval, is told as the first ones were.
func TestAShardThatIsJoinedAgainIsToldAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, 2, everySecond)
		r.hub.Start()
		defer r.hub.Stop()
		stays, goes, comes := r.client(0), r.client(1), r.client(1)
		goes.join("c")
		synctest.Wait()
		stays.join("c") // a total waits on the shard of the one that goes
		synctest.Wait()
		goes.leave("c")
		time.Sleep(10 * time.Second)
		comes.join("c")
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if got := comes.totals(t); !slices.Equal(got, []int{2}) {
			t.Errorf("it got %v", got)
		}
	})
}

func TestNoIntervalMeansNoTotals(t *testing.T) {
	r := newRig(t, 1, nil)
	c := r.joined("c")
	r.settle()
	if got := c.wire.texts(t); len(got) != 0 || len(r.hub.shards[0].changes.set) != 0 {
		t.Errorf("it got %q", got)
	}
}
