package hub

import (
	"sync/atomic"

	"socketchat/internal/histogram"
)

// shardStats are counted by one shard and read by anyone.
type shardStats struct {
	deliveries    atomic.Uint64
	writes        atomic.Uint64
	bytes         atomic.Uint64
	totals        atomic.Uint64
	slowConsumers atomic.Uint64
	panics        atomic.Uint64
	subscriptions atomic.Int64
}

// Stats is a reading of the hub's counters.
type Stats struct {
	Deliveries    uint64 // frames of broadcasts handed to subscribers
	Writes        uint64 // write calls to WebSocket connections
	Bytes         uint64 // that these took
	Totals        uint64 // user-total rounds of a channel
	SlowConsumers uint64
	Panics        uint64
	MailboxWaits  uint64 // posts that found a mailbox full
	Subscriptions int64
	Channels      int64
	PendingBytes  int64
	Lag           histogram.Snapshot // from append to the end of the round that delivered it
}

// Stats reads the counters. Any goroutine may call it.
func (h *Hub) Stats() Stats {
	st := Stats{
		Channels:     h.directory.count.Load(),
		PendingBytes: h.pending.Load(),
		Lag:          h.lag.Snapshot(),
	}
	for _, s := range h.shards {
		st.Deliveries += s.stats.deliveries.Load()
		st.Writes += s.stats.writes.Load()
		st.Bytes += s.stats.bytes.Load()
		st.Totals += s.stats.totals.Load()
		st.SlowConsumers += s.stats.slowConsumers.Load()
		st.Panics += s.stats.panics.Load()
		st.MailboxWaits += s.mailbox.waits.Load()
		st.Subscriptions += s.stats.subscriptions.Load()
	}
	return st
}
