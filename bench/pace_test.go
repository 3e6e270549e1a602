package bench

import (
	"testing"
	"time"
)

// TestStallIsChargedForAllThatHadToWait lets a server that answers in 1 ms stall for 1 s, at 100
// publishes a second of one publisher: without correction one publish in 300 would be slow.
func TestStallIsChargedForAllThatHadToWait(t *testing.T) {
	p, h := pace{rate: 100}, newHistogram()
	stall := int64(time.Second)
	for now := int64(0); now < 3*int64(time.Second); {
		due, ok := p.take(now)
		if !ok {
			now = due
			continue
		}
		answered := now + int64(time.Millisecond)
		if now <= stall && answered > stall {
			answered += int64(time.Second)
		}
		record(h, answered-due)
		now = answered
	}
	if q := quantiles(h); q.P50 > int64(10*time.Millisecond) || q.P90 < int64(500*time.Millisecond) || q.P99 < int64(900*time.Millisecond) {
		t.Errorf("quantiles %+v: a third of the publishes had to wait for up to a second", q)
	}
	if n := h.TotalCount(); n != 300 {
		t.Errorf("%d publishes in 3 s at 100 a second", n)
	}
}

func TestFlatOutIsAlwaysDue(t *testing.T) {
	p := pace{}
	for now := range int64(3) {
		if due, ok := p.take(now); !ok || due != now {
			t.Errorf("due %d, %v; want %d", due, ok, now)
		}
	}
}

func TestDurationsBeyondTheHistogramCountAsItsLongest(t *testing.T) {
	h := newHistogram()
	record(h, -5)
	record(h, int64(time.Hour))
	if q := quantiles(h); q.Count != 2 || q.Max < longest {
		t.Errorf("%+v", q)
	}
}
