package window

import (
	"testing"
	"testing/synctest"
	"time"
)

func always(uint64) bool { return true }

func TestASleeperWithoutInterestIsCaughtUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := New(64, 1<<20)
		r := w.NewReader()
		go r.Sleep(0, always, nil)
		synctest.Wait()
		w.TryAppend(numbered(0, 1))
		time.Sleep(time.Minute)
		if lag := w.Lag(); lag != 0 || !r.Asleep() {
			t.Errorf("it lags by %v, asleep: %v", lag, r.Asleep())
		}
		r.Wake()
	})
}

func TestAWokenReaderLagsUntilItAdvances(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := New(64, 1<<20)
		r, other := w.NewReader(), w.NewReader()
		w.OnAppend(func(entries []*Entry) {
			if r.Asleep() {
				r.Mark(entries[0])
				r.Wake()
			}
		})
		done := make(chan struct{})
		go func() {
			r.Sleep(0, always, nil)
			close(done)
		}()
		synctest.Wait()
		w.TryAppend(numbered(0, 1))
		<-done
		time.Sleep(30 * time.Millisecond)
		if lag := w.Lag(); lag != 30*time.Millisecond {
			t.Errorf("woken and not begun, it lags by %v", lag)
		}
		r.Begin()
		time.Sleep(10 * time.Millisecond)
		if lag := w.Lag(); lag != 40*time.Millisecond {
			t.Errorf("on its entry, it lags by %v", lag)
		}
		other.Begin()
		r.Advance(1)
		if lag := w.Lag(); lag != 40*time.Millisecond {
			t.Errorf("the other one still lags by 40 ms, Lag says %v", lag)
		}
		other.Advance(1)
		if lag := w.Lag(); lag != 0 {
			t.Errorf("all advanced, it lags by %v", lag)
		}
	})
}

func TestAReaderThatIsNeverIdleForgetsALateMark(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := New(8, 1<<20)
		r := w.NewReader()
		w.TryAppend(numbered(0, 1))
		r.Begin()
		r.Advance(1)
		r.Mark(w.At(0))                                     // came after the reader had woken by itself
		r.Sleep(0, func(uint64) bool { return false }, nil) // its mailbox is never empty
		time.Sleep(time.Second)
		if lag := w.Lag(); lag != 0 {
			t.Errorf("with nothing left in the window it lags by %v", lag)
		}
	})
}

func TestAMarkOfWhatIsNotFannedOutStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := New(8, 1<<20)
		r := w.NewReader()
		w.TryAppend(numbered(0, 1))
		r.Mark(w.At(0))
		r.Sleep(0, func(uint64) bool { return r.Index() == w.Tail() }, nil)
		time.Sleep(time.Second)
		if lag := w.Lag(); lag != time.Second {
			t.Errorf("the entry has waited for a second, Lag says %v", lag)
		}
	})
}

func TestAWaiterGetsATokenForAnAdvanceAfterArm(t *testing.T) {
	w := New(8, 1<<20)
	r := w.NewReader()
	waiter := w.NewWaiter()
	w.TryAppend(numbered(0, 4))
	token := func() bool {
		select {
		case <-waiter.C():
			return true
		default:
			return false
		}
	}
	r.Advance(1)
	if token() {
		t.Error("nobody was armed, and there is a token")
	}
	waiter.Arm()
	r.Advance(2)
	r.Advance(3)
	if !token() {
		t.Error("no token after Arm and Advance")
	}
	if token() {
		t.Error("two advances left two tokens")
	}
	waiter.Arm()
	r.Advance(4)
	waiter.Arm() // with a stale token on C
	r.Advance(4)
	if !token() || token() {
		t.Error("there is not exactly one token")
	}
}

// Between two rounds a shard may wait long for a processor.
func TestWhatCameDuringARoundLagsBeforeTheNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := New(64, 1<<20)
		r := w.NewReader()
		w.TryAppend(numbered(0, 1))
		r.Begin()
		time.Sleep(10 * time.Millisecond)
		w.TryAppend(numbered(1, 1))
		time.Sleep(20 * time.Millisecond)
		r.Advance(1)
		if lag := w.Lag(); lag != 20*time.Millisecond {
			t.Errorf("its next entry is 20 ms old, and it lags by %v", lag)
		}
		r.Advance(2)
		if lag := w.Lag(); lag != 0 {
			t.Errorf("at the tail it lags by %v", lag)
		}
	})
}
