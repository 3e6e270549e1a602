package registry

import "sync/atomic"

type counters struct {
	sent, received, announcements, asks, lapses atomic.Uint64
}

// Stats is a reading of the counters.
type Stats struct {
	Nodes         int    // other nodes whose members count
	Sent          uint64 // counts of channels that this node told
	Received      uint64 // counts that the log brought, this node's own among them
	Announcements uint64 // times that this node told everything
	Asks          uint64 // times that it asked another one to
	Lapses        uint64 // leases that ended without a goodbye
}

// Stats returns the counters.
func (r *Registry) Stats() Stats {
	return Stats{
		Nodes:         r.book.nodes(),
		Sent:          r.stats.sent.Load(),
		Received:      r.stats.received.Load(),
		Announcements: r.stats.announcements.Load(),
		Asks:          r.stats.asks.Load(),
		Lapses:        r.stats.lapses.Load(),
	}
}
