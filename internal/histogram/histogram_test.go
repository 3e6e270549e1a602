package histogram

import (
	"testing"
	"time"
)

func TestObserveCountsIntoTheFirstBoundThatHolds(t *testing.T) {
	h := New(time.Millisecond, time.Second)
	for _, d := range []time.Duration{0, time.Millisecond, time.Millisecond + 1, time.Second, time.Minute} {
		h.Observe(d)
	}
	s := h.Snapshot()
	if s.Buckets[0.001] != 2 || s.Buckets[1] != 4 || s.Count != 5 {
		t.Errorf("buckets %v, count %d; want 2 up to 1 ms, 4 up to 1 s, 5 in all", s.Buckets, s.Count)
	}
	if want := 61.002; s.Sum < want-0.001 || s.Sum > want+0.001 {
		t.Errorf("sum %v s, want about %v", s.Sum, want)
	}
}

func TestObserveDoesNotAllocate(t *testing.T) {
	h := NewLatency()
	if n := testing.AllocsPerRun(100, func() { h.Observe(time.Second) }); n != 0 {
		t.Errorf("%v allocations an observation, want 0", n)
	}
}
