package hub

import (
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"
)

// alarm is a timer with what the model knows of it.
type alarm struct {
	timer Timer
	at    time.Time // zero: not set
	fire  func()
}

func (a *alarm) Expired(time.Time) { a.fire() }

func TestTheWheelAgreesWithASimpleModel(t *testing.T) {
	for seed := range uint64(20) {
		rnd := rand.New(rand.NewPCG(seed, 3))
		start := time.Now()
		w, now := newWheel(start), start
		alarms := make([]alarm, 300)
		set := func(a *alarm) {
			spans := []time.Duration{0, 5 * time.Millisecond, 80 * time.Millisecond, 3 * time.Second, 45 * time.Second, 200 * time.Second}
			a.at = now.Add(time.Duration(rnd.Int64N(int64(spans[rnd.IntN(len(spans))]) + 1)))
			w.set(&a.timer, a, a.at)
		}
		unset := func(a *alarm) {
			a.at = time.Time{}
			w.clear(&a.timer)
		}
		for i := range alarms {
			a := &alarms[i]
			a.fire = func() {
				if a.at.IsZero() || a.at.After(now) {
					t.Fatalf("seed %d: fired %v early (set: %v)", seed, a.at.Sub(now), !a.at.IsZero())
				}
				a.at = time.Time{}
				switch rnd.IntN(4) { // what a session does when a deadline passes
				case 0:
					unset(&alarms[rnd.IntN(len(alarms))])
				case 1:
					set(&alarms[rnd.IntN(len(alarms))])
				case 2:
					set(a)
				}
			}
		}
		for range 2000 {
			for range rnd.IntN(4) {
				if a := &alarms[rnd.IntN(len(alarms))]; rnd.IntN(3) == 0 {
					unset(a)
				} else {
					set(a)
				}
			}
			first, count := time.Time{}, 0
			for i := range alarms {
				if at := alarms[i].at; !at.IsZero() {
					count++
					if first.IsZero() || at.Before(first) {
						first = at
					}
				}
			}
			d, ok := w.next(now)
			if ok != (count > 0) || w.count != count {
				t.Fatalf("seed %d: next says %v, count %d, with %d timers", seed, ok, w.count, count)
			}
			if ok && now.Add(d).After(first.Add(2*tick)) && d > tick {
				t.Fatalf("seed %d: the shard would sleep %v, over a timer in %v", seed, d, first.Sub(now))
			}
			if rnd.IntN(2) == 0 && ok {
				now = now.Add(d)
			} else {
				now = now.Add(time.Duration(rnd.Int64N(int64(100 * time.Millisecond))))
			}
			w.advance(now, func(e Expirer) { e.Expired(now) })
			for i := range alarms {
				if at := alarms[i].at; !at.IsZero() && now.Sub(at) > 2*tick {
					t.Fatalf("seed %d: a timer is %v late", seed, now.Sub(at))
				}
			}
		}
	}
}

func TestManyTimersOfOneSlotAllFire(t *testing.T) {
	start := time.Now()
	w := newWheel(start)
	alarms := make([]alarm, 500)
	fired := 0
	for i := range alarms {
		alarms[i].fire = func() {
			fired++
			w.clear(&alarms[(i+len(alarms)-1)%len(alarms)].timer) // the one that would fire next
		}
		w.set(&alarms[i].timer, &alarms[i], start.Add(time.Second))
	}
	w.advance(start.Add(time.Second), func(e Expirer) { e.Expired(start) })
	if fired != len(alarms)/2 || w.count != 0 {
		t.Errorf("%d fired, %d are left", fired, w.count)
	}
}

func TestATimerBeyondATurnFiresOnce(t *testing.T) {
	start := time.Now()
	w := newWheel(start)
	turn := wheelSlots * tick
	fired := 0
	a := alarm{fire: func() { fired++ }}
	w.set(&a.timer, &a, start.Add(3*turn+turn/2))
	for now := start; now.Before(start.Add(3*turn + turn/2)); {
		d, ok := w.next(now)
		if !ok || d == 0 {
			t.Fatalf("next = %v, %v", d, ok)
		}
		if fired > 0 {
			t.Fatalf("fired after %v", now.Sub(start))
		}
		now = now.Add(d)
		w.advance(now, func(e Expirer) { e.Expired(now) })
	}
	if _, ok := w.next(start); fired != 1 || ok {
		t.Errorf("fired %d times, one is left: %v", fired, ok)
	}
}

func TestAShardSleepsUntilItsNextTimer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, 1, nil)
		r.hub.Start()
		defer r.hub.Stop()
		c := r.client(0)
		var fired time.Time
		a := alarm{fire: func() { fired = time.Now() }}
		start := time.Now()
		c.do(func() { c.outlet.Shard().Schedule(&a.timer, &a, start.Add(25*time.Second)) })
		synctest.Wait()
		if !r.hub.shards[0].reader.Asleep() {
			t.Error("it does not sleep")
		}
		time.Sleep(26 * time.Second)
		synctest.Wait()
		if d := fired.Sub(start); d < 25*time.Second || d > 25*time.Second+2*tick {
			t.Errorf("fired after %v", d)
		}
		c.do(func() { c.outlet.Shard().Schedule(&a.timer, &a, start.Add(time.Minute)) })
		c.do(func() { c.outlet.Shard().Cancel(&a.timer) })
		fired = time.Time{}
		time.Sleep(time.Hour)
		synctest.Wait()
		if !fired.IsZero() {
			t.Error("a cancelled timer fired")
		}
	})
}
