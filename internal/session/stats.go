package session

import (
	"sync/atomic"

	"socketchat/internal/reason"
)

type tableStats struct {
	polling, webSocket atomic.Int64 // sessions by transport, now
	upgrades           atomic.Uint64
	received           atomic.Uint64
	closed             [reason.Count]atomic.Uint64
}

func (s *tableStats) gauge(webSocket bool) *atomic.Int64 {
	if webSocket {
		return &s.webSocket
	}
	return &s.polling
}

// Stats is a reading of the sessions' counters.
type Stats struct {
	Polling, WebSocket int64 // sessions by transport, now
	Upgrades           uint64
	Received           uint64 // packets
	Closed             [reason.Count]uint64
}

// Stats reads the counters. Any goroutine may call it.
func (t *Table) Stats() Stats {
	st := Stats{
		Polling:   t.stats.polling.Load(),
		WebSocket: t.stats.webSocket.Load(),
		Upgrades:  t.stats.upgrades.Load(),
		Received:  t.stats.received.Load(),
	}
	for i := range st.Closed {
		st.Closed[i] = t.stats.closed[i].Load()
	}
	return st
}
