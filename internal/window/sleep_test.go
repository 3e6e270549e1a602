package window

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestSleepForgetsAMarkThatCameAfterItsEntry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := New(8, 1<<20)
		r := w.NewReader()
		waiter := w.NewWaiter()
		e := NewEntry("c", []byte(`2["e"]`), Position{})
		w.TryAppend([]*Entry{e})
		r.Begin()
		r.Advance(1)
		r.Mark(e) // the mover saw the reader asleep, but it had woken by itself
		waiter.Arm()
		go r.Sleep(0, func(uint64) bool { return true }, nil)
		synctest.Wait()
		time.Sleep(time.Second)
		if lag := w.Lag(); lag != 0 {
			t.Errorf("an idle reader lags by %v", lag)
		}
		select {
		case <-waiter.C():
		default:
			t.Error("nobody told the waiter that the lag fell")
		}
		r.Wake()
	})
}
