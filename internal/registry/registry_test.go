package registry

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"
)

// nodes starts a log with n nodes that know of each other.
func nodes(t *testing.T, n int) *shared {
	l := &shared{T: t}
	for range n {
		l.join()
	}
	l.run(1500 * time.Millisecond)
	for _, node := range l.nodes {
		if got := node.Stats().Nodes; got != n-1 {
			t.Fatalf("it knows %d other nodes", got)
		}
	}
	return l
}

func TestAJoinAndALeaveAreKnownAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := nodes(t, 3)
		l.nodes[0].set("c", 1)
		if d := l.until(time.Second); d > 20*time.Millisecond {
			t.Errorf("after %v", d)
		}
		l.run(2 * time.Second)
		l.nodes[0].set("c", 0)
		if d := l.until(time.Second); d > 20*time.Millisecond {
			t.Errorf("the leave after %v", d)
		}
	})
}

func TestManyChangesAreFewCountsAndTheLastIsRight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := nodes(t, 3)
		const spread = 5 * time.Second
		start := time.Now()
		for i := range 10_000 {
			n := l.nodes[i%3]
			n.set("c", n.members["c"]+1)
			if i%20 == 19 {
				l.run(10 * time.Millisecond)
			}
		}
		if d := time.Since(start); d != spread {
			t.Fatalf("%v", d)
		}
		l.until(1100 * time.Millisecond)
		if sent, most := l.sent(), uint64(3*(5+2)); sent > most {
			t.Errorf("%d counts for 10,000 joins in %v, over %d", sent, spread, most)
		}
		for _, n := range l.nodes {
			if n.woken > 3*(5+2) {
				t.Errorf("the appending goroutine was woken %d times", n.woken)
			}
			if got := n.others["c"] + n.members["c"]; got != 10_000 {
				t.Errorf("%d members", got)
			}
		}
	})
}

func TestAChannelIsToldOnceAnInterval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := nodes(t, 2)
		a := l.nodes[0]
		for i := range 400 { // 4 s
			a.set("c", int64(1+i%2))
			l.run(10 * time.Millisecond)
		}
		if n := a.Stats().Sent; n > 5 {
			t.Errorf("told %d times in 4 s", n)
		}
	})
}

func TestACleanStopIsKnownAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := nodes(t, 3)
		l.nodes[0].set("c", 7)
		l.until(time.Second)
		l.nodes[0].stop()
		if d := l.until(time.Second); d > 20*time.Millisecond {
			t.Errorf("after %v", d)
		}
	})
}

func TestAKilledNodeIsGoneWithin15Seconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := nodes(t, 3)
		for i := range 100 {
			l.nodes[0].set(fmt.Sprint(i), 7)
			l.nodes[1].set(fmt.Sprint(i), 3)
		}
		l.until(time.Second)
		l.nodes[0].dead = true
		if d := l.until(15 * time.Second); d < 5*time.Second {
			t.Errorf("after %v: a hiccup would do that", d)
		}
		if got := l.nodes[1].Stats().Lapses; got != 1 {
			t.Errorf("%d leases lapsed", got)
		}
		l.join().set("1", 1) // the same machine again
		l.until(3 * time.Second)
		l.run(memory)
		l.nodes[1].sweep(time.Now())
		if len(l.nodes[1].book.peers) != 2 {
			t.Errorf("%d nodes are remembered", len(l.nodes[1].book.peers))
		}
	})
}

func TestANodeThatStartsLateLearnsEverythingInBoundedEntries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := nodes(t, 2)
		for i := range 20_000 {
			for _, n := range l.nodes {
				n.set(fmt.Sprintf("channel-%d", i), int64(1+i%5))
			}
		}
		l.run(3 * time.Second)
		l.knows()
		l.largest = 0
		sent := l.sent()
		late := l.join()
		if d := l.until(5 * time.Second); d > 1200*time.Millisecond { // a heartbeat, and then at once
			t.Errorf("after %v", d)
		}
		if most := announceBytes + 64*(maxChannel+64); l.largest > most {
			t.Errorf("an entry of %d bytes", l.largest)
		}
		l.run(10 * time.Second)
		if n := l.sent() - sent; n != 40_000 {
			t.Errorf("40,000 counts were told as %d", n)
		}
		if st := late.Stats(); st.Asks != 2 {
			t.Errorf("%+v", st)
		}
	})
}

func TestManyLateNodesShareOneAnnouncement(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := nodes(t, 1)
		for i := range 100 {
			l.nodes[0].set(fmt.Sprint(i), 1)
		}
		l.run(2 * time.Second)
		for range 10 {
			l.join()
		}
		l.until(3 * time.Second)
		l.run(10 * time.Second)
		if st := l.nodes[0].Stats(); st.Announcements > 2 {
			t.Errorf("%+v", st)
		}
	})
}

// A gap, a new epoch with entries that nobody read, a node that slept: all look the same.
func TestANodeThatMissedEntriesIsPutRight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := nodes(t, 3)
		for i := range 50 {
			l.nodes[0].set(fmt.Sprint(i), 2)
		}
		l.run(2 * time.Second)
		l.nodes[2].drops = true
		for i := range 30 {
			l.nodes[0].set(fmt.Sprint(i), 0) // which an announcement does not name
			l.nodes[0].set(fmt.Sprint(-i), 5)
		}
		l.run(2 * time.Second)
		if l.wrong() == nil {
			t.Fatal("nothing was missed")
		}
		l.nodes[2].drops = false
		l.until(5 * time.Second)
		if n := l.nodes[1].changes; n > 50+2*30+10 {
			t.Errorf("the node that missed nothing saw %d changes", n)
		}
	})
}

func TestRedisAwayForLongerThanALease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := nodes(t, 3)
		l.nodes[0].set("c", 3)
		l.nodes[1].set("c", 4)
		l.run(2 * time.Second)
		for _, n := range l.nodes {
			n.cut = true
		}
		l.run(15 * time.Second)
		for _, n := range l.nodes {
			if len(n.others) != 0 {
				t.Fatal("the lease is no lease")
			}
		}
		l.nodes[0].set("c", 5)
		for _, n := range l.nodes {
			n.cut = false
		}
		l.until(1500 * time.Millisecond)
		for _, n := range l.nodes {
			if st := n.Stats(); st.Asks != 0 || st.Announcements != 0 {
				t.Errorf("what all still knew was told again: %+v", st)
			}
		}
	})
}

func TestAnEntryThatWasLostOrOnlySeemedSoIsToldAgain(t *testing.T) {
	for _, ghost := range []bool{false, true} {
		t.Run(fmt.Sprintf("landed=%v", ghost), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := nodes(t, 2)
				a := l.nodes[0]
				a.set("c", 1)
				a.set("gone", 1)
				l.run(2 * time.Second)
				a.loses, a.ghost = !ghost, ghost
				a.set("c", 2)
				a.set("gone", 0)
				l.run(50 * time.Millisecond)
				a.loses, a.ghost = false, false
				l.until(100 * time.Millisecond)
				l.run(3 * time.Second)
				l.knows()
				if st := l.nodes[1].Stats(); st.Asks != 0 {
					t.Errorf("a lost entry needed %d asks", st.Asks)
				}
			})
		})
	}
}

func TestTooManyChangesDuringAnOutageAreToldAsOneAnnouncement(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := nodes(t, 2)
		a := l.nodes[0]
		a.cut = true
		for i := range 3 * maxChanged {
			a.set(fmt.Sprint("passing ", i), 1)
			a.set(fmt.Sprint("passing ", i), 0)
			if len(a.outbox.ready) > maxChanged || len(a.outbox.state) > maxChanged {
				t.Fatal("the set has no bound")
			}
		}
		a.set("c", 9)
		a.cut = false
		l.until(5 * time.Second)
	})
}

// With a long interval channels that come and go rest for long.
func TestChannelsThatRestAreBounded(t *testing.T) {
	o := newOutbox(time.Hour)
	now := time.Now()
	for i := range 3 * maxResting {
		o.change(fmt.Sprint(i))
		if o.take(now, nil, 1); len(o.state) > maxResting+1 || len(o.told) > maxResting+1 {
			t.Fatalf("%d rest", len(o.told))
		}
	}
}

// Whatever happens, once it ends all is right.
func TestAnyMishapsAreHealed(t *testing.T) {
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				random := rand.New(rand.NewPCG(seed, 1))
				l := nodes(t, 3)
				for range 120 {
					n := l.nodes[random.IntN(len(l.nodes))]
					for range random.IntN(30) {
						n.set(fmt.Sprint(random.IntN(40)), int64(random.IntN(4)))
					}
					yes := func() bool { return random.IntN(8) == 0 }
					n.loses, n.ghost, n.drops, n.cut = yes(), yes(), yes(), yes()
					if random.IntN(60) == 0 {
						l.join()
					}
					if random.IntN(80) == 0 && !n.dead {
						n.stop()
					}
					l.run(time.Duration(random.IntN(400)) * time.Millisecond)
				}
				for _, n := range l.nodes {
					n.loses, n.ghost, n.drops, n.cut = false, false, false, false
				}
				l.until(15 * time.Second)
				l.run(10 * time.Second)
				sent := l.sent()
				l.run(20 * time.Second)
				l.knows()
				if l.sent() != sent {
					t.Error("it does not come to rest")
				}
			})
		})
	}
}
