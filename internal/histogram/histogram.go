// Package histogram counts durations in fixed buckets, without locks: any goroutine observes,
// any goroutine reads.
package histogram

import (
	"sync/atomic"
	"time"
)

// Histogram counts durations. Its bounds are static after construction.
type Histogram struct {
	bounds []time.Duration
	counts []atomic.Uint64 // one more than bounds: the last is above all of them
	sum    atomic.Int64    // nanoseconds
}

// New returns a histogram with the given upper bounds, ascending.
func New(bounds ...time.Duration) *Histogram {
	return &Histogram{bounds: bounds, counts: make([]atomic.Uint64, len(bounds)+1)}
}

// NewLatency returns a histogram with bounds from 100 µs to 10 s, fit for what a broadcast
// takes.
func NewLatency() *Histogram {
	const us, ms = time.Microsecond, time.Millisecond
	return New(100*us, 250*us, 500*us, ms, 2500*us, 5*ms, 10*ms, 25*ms, 50*ms, 100*ms,
		250*ms, 500*ms, time.Second, 2*time.Second, 5*time.Second, 10*time.Second)
}

// Observe counts d.
func (h *Histogram) Observe(d time.Duration) {
	i := 0
	for i < len(h.bounds) && d > h.bounds[i] {
		i++
	}
	h.counts[i].Add(1)
	h.sum.Add(int64(d))
}

// Snapshot is a reading: cumulative counts by upper bound in seconds, as Prometheus has them.
type Snapshot struct {
	Buckets map[float64]uint64
	Count   uint64
	Sum     float64 // seconds
}

// Snapshot reads the histogram.
func (h *Histogram) Snapshot() Snapshot {
	s := Snapshot{Buckets: make(map[float64]uint64, len(h.bounds))}
	for i := range h.counts {
		s.Count += h.counts[i].Load()
		if i < len(h.bounds) {
			s.Buckets[h.bounds[i].Seconds()] = s.Count
		}
	}
	s.Sum = time.Duration(h.sum.Load()).Seconds()
	return s
}
