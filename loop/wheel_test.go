package loop

import (
	"math/rand"
	"testing"
	"testing/synctest"
	"time"

	"socketchat/internal/reason"
)

// sleepers runs the reaper's loop without connections: it returns when each timer expired.
func (w *wheel) sleepers(until time.Duration) map[*timer]time.Duration {
	at := map[*timer]time.Duration{}
	for {
		d, ok := w.next()
		if !ok || time.Since(w.start)+d > until {
			return at
		}
		time.Sleep(d)
		for _, t := range w.advance(nil) {
			at[t] = time.Since(w.start)
		}
	}
}

func TestWheelExpiresEachTimerWithinATickAfterItsDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, rng := newWheel(), rand.New(rand.NewSource(1))
		want := map[*timer]time.Duration{}
		for range 1000 {
			timer := &timer{}
			var d time.Duration
			for range 1 + rng.Intn(3) { // the last one counts
				d = time.Duration(rng.Int63n(int64(100 * time.Second)))
				w.set(timer, d, reason.HeaderTimeout)
			}
			switch rng.Intn(4) {
			case 0:
				timer.clear()
			case 1:
				w.remove(timer)
			default:
				want[timer] = d
			}
		}
		got := w.sleepers(200 * time.Second)
		if len(got) != len(want) || w.count != 0 {
			t.Errorf("%d expired of %d, %d left", len(got), len(want), w.count)
		}
		for timer, d := range want {
			if at := got[timer]; at < d.Truncate(time.Millisecond) || at > d+2*tick {
				t.Errorf("the timer for %v expired at %v", d, at)
			}
		}
	})
}

func TestWheelMovesATimerOnlyWhenItBecomesNearer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, timer := newWheel(), &timer{}
		w.set(timer, 10*time.Second, reason.HeaderTimeout)
		filed := timer.at.Load()
		w.set(timer, 75*time.Second, reason.KeepaliveIdle)
		if timer.at.Load() != filed {
			t.Error("a later deadline moved it")
		}
		w.set(timer, 5*time.Second, reason.BodyTimeout)
		if timer.at.Load() >= filed {
			t.Error("a nearer deadline did not move it")
		}
	})
}

func TestWheelSleepsWhileNothingIsDue(t *testing.T) {
	w, timer := newWheel(), &timer{}
	if _, ok := w.next(); ok {
		t.Error("an empty wheel wakes")
	}
	w.set(timer, time.Second, reason.HeaderTimeout)
	select {
	case <-w.nudge:
	default:
		t.Error("the reaper is not told")
	}
	w.remove(timer)
	if _, ok := w.next(); ok {
		t.Error("an emptied wheel wakes")
	}
}
