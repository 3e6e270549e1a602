package loop

import (
	"sync/atomic"

	"socketchat/internal/reason"
)

// counters are written by pollers and read by Stats.
type counters struct {
	opened    atomic.Uint64
	http      atomic.Int64
	websocket atomic.Int64
	closed    [reason.Count]atomic.Uint64
	panics    atomic.Uint64
	receiving atomic.Int64
	read      atomic.Int64
}

// Stats is what a Loop has counted since it was made.
type Stats struct {
	Opened       uint64
	Open         int // HTTP + WebSocket
	HTTP         int
	WebSocket    int
	Closed       [reason.Count]uint64 // by reason
	AcceptPauses uint64
	Panics       uint64 // of handlers and receivers
	Receiving    int64  // bytes held of input that is not complete, against Config.ReceiveBudget
	BytesRead    int64
}

// Stats returns the counters. Their parts are read one after the other.
func (l *Loop) Stats() Stats {
	s := &l.stats
	_, pauses := l.roster.count()
	out := Stats{
		Opened:       s.opened.Load(),
		HTTP:         int(s.http.Load()),
		WebSocket:    int(s.websocket.Load()),
		AcceptPauses: pauses,
		Panics:       s.panics.Load(),
		Receiving:    s.receiving.Load(),
		BytesRead:    s.read.Load(),
	}
	out.Open = out.HTTP + out.WebSocket
	for i := range s.closed {
		out.Closed[i] = s.closed[i].Load()
	}
	return out
}

func (s *counters) upgraded() {
	s.http.Add(-1)
	s.websocket.Add(1)
}
