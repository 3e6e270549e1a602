package window

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestSleepReturnsWhenIdleSaysThatThereIsWork(t *testing.T) {
	w := New(8, 1<<20)
	r := w.NewReader()
	r.Sleep(0, func(uint64) bool {
		if !r.Asleep() {
			t.Error("idle is asked while the reader counts as awake")
		}
		r.Wake() // the work came with a Wake: its token must not end a later sleep
		return false
	}, nil)
	if r.Asleep() || len(r.wake) != 0 {
		t.Errorf("asleep: %v, tokens: %d", r.Asleep(), len(r.wake))
	}
}

func TestSleepEndsAtItsTimer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := New(8, 1<<20)
		r := w.NewReader()
		start := time.Now()
		r.Sleep(0, always, time.After(3*time.Second))
		if d := time.Since(start); d != 3*time.Second || r.Asleep() {
			t.Errorf("slept for %v, asleep: %v", d, r.Asleep())
		}
		r.Wake()
		if len(r.wake) != 0 {
			t.Error("a Wake of an awake reader left a token")
		}
	})
}

// Every reader must take every entry although the mover wakes only sleepers, through a ring
// that is full most of the time. A wake-up that is lost shows as a deadlock.
func TestNoWakeUpIsLost(t *testing.T) {
	const entries, readers = 20_000, 3
	w := New(16, 1<<20)
	waiter := w.NewWaiter()
	var all []*Reader
	for range readers {
		all = append(all, w.NewReader())
	}
	w.OnAppend(func(appended []*Entry) {
		for _, r := range all {
			if r.Asleep() {
				r.Mark(appended[0])
				r.Wake()
			}
		}
	})
	var wg sync.WaitGroup
	for _, r := range all {
		wg.Go(func() {
			for next := uint64(0); next < entries; {
				tail := w.Tail()
				if next == tail {
					r.Sleep(0, func(uint64) bool { return next == w.Tail() }, nil)
					continue
				}
				r.Begin()
				for ; next < tail; next++ {
					if got := w.At(next).Pos.Seq; got != next {
						t.Errorf("entry %d is at index %d", got, next)
						return
					}
				}
				r.Advance(next)
			}
		})
	}
	batch := numbered(0, entries)
	for len(batch) > 0 {
		waiter.Arm()
		n := w.TryAppend(batch[:min(5, len(batch))])
		if batch = batch[n:]; n == 0 {
			<-waiter.C()
		}
	}
	wg.Wait()
}

// As many goroutines wake as like to: what was stored before a Wake is seen.
func TestWakeFromManyGoroutines(t *testing.T) {
	w := New(8, 1<<20)
	r := w.NewReader()
	const wakers, each = 4, 5000
	var mu sync.Mutex
	stored := 0
	look := func() int {
		mu.Lock()
		defer mu.Unlock()
		return stored
	}
	var wg sync.WaitGroup
	for range wakers {
		wg.Go(func() {
			for range each {
				mu.Lock()
				stored++
				mu.Unlock()
				r.Wake()
			}
		})
	}
	for seen := 0; seen < wakers*each; seen = look() {
		r.Sleep(0, func(uint64) bool { return look() == seen }, nil)
	}
	wg.Wait()
}

func TestSleepersAreWokenAQuarterOfAWindowBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := New(16, 1<<20)
		r := w.NewReader()
		go r.Sleep(0, always, nil)
		synctest.Wait()
		for i := range 4 {
			w.TryAppend(numbered(i, 1))
			synctest.Wait()
			if !r.Asleep() {
				t.Fatalf("woken %d entries behind", i+1)
			}
		}
		w.TryAppend(numbered(4, 1))
		synctest.Wait()
		if r.Asleep() {
			t.Error("asleep with more than a quarter of the ring before it")
		}
	})
}

func TestSleepersAreWokenAQuarterOfTheBytesBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := New(1024, 4000)
		r := w.NewReader()
		go r.Sleep(0, always, nil)
		synctest.Wait()
		w.TryAppend([]*Entry{sized(1000)})
		synctest.Wait()
		if !r.Asleep() {
			t.Fatal("woken before a quarter was over")
		}
		w.TryAppend([]*Entry{sized(150)})
		synctest.Wait()
		if r.Asleep() {
			t.Error("asleep with more than a quarter of the bytes before it")
		}
	})
}

func TestASleeperIsWokenWhenAnEntryDoesNotFit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := New(1024, 4000)
		r := w.NewReader()
		go r.Sleep(0, always, nil)
		synctest.Wait()
		w.TryAppend([]*Entry{sized(500)})
		if n := w.TryAppend([]*Entry{sized(3800)}); n != 0 {
			t.Fatal("it fits")
		}
		synctest.Wait()
		if r.Asleep() {
			t.Error("the mover waits for a reader that nobody wakes")
			r.Wake()
		}
	})
}
