package hub

import (
	"fmt"
	"strings"
	"testing"

	"socketchat/internal/window"
)

// sink is a connection that takes everything and keeps nothing.
type sink struct{}

func (sink) Write(b []byte) (int, error) { return len(b), nil }
func (sink) WantWrite()                  {}

// crowd returns a rig with n members of "c" on one shard.
func crowd(t testing.TB, n int) *rig {
	r := newRig(t, 1, nil)
	for range n {
		c := r.client(0)
		c.outlet.conn = sink{}
		r.hub.shards[0].Join(&c.outlet, "c")
	}
	r.settle()
	return r
}

func TestADeliveryAllocatesNothing(t *testing.T) {
	for _, subs := range []int{1, 1000} {
		for _, entries := range []int{1, 5} {
			r := crowd(t, subs)
			batch := make([]*window.Entry, entries)
			for i := range batch {
				batch[i] = window.NewEntry("c", []byte(strings.Repeat("x", 200)), window.Position{})
			}
			before := r.hub.Stats().Deliveries
			allocs := testing.AllocsPerRun(100, func() {
				r.window.TryAppend(batch)
				r.hub.shards[0].roundNow()
			})
			if allocs != 0 {
				t.Errorf("%d entries to %d subscribers: %v allocations a round", entries, subs, allocs)
			}
			if got := r.hub.Stats().Deliveries - before; got != uint64(101*subs*entries) {
				t.Errorf("%d deliveries", got)
			}
		}
	}
}

func BenchmarkBroadcast(b *testing.B) {
	for _, subs := range []int{1000, 10000} {
		b.Run(fmt.Sprintf("subs=%d", subs), func(b *testing.B) {
			r := crowd(b, subs)
			batch := []*window.Entry{window.NewEntry("c", []byte(strings.Repeat("x", 200)), window.Position{})}
			b.ReportAllocs()
			for b.Loop() {
				r.window.TryAppend(batch)
				r.hub.shards[0].roundNow()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*subs), "ns/delivery")
		})
	}
}
