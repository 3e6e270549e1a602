package webhook

import "time"

// finish takes in how an attempt of m ended: it was sent, is tried again later, or has failed.
func (s *Sender) finish(m *message, o outcome) {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := m.host
	h.inFlight--
	s.inFlight--
	switch {
	case o.failure == none:
		s.counters.sent++
		s.forget(h)
	case s.ctx.Err() != nil:
		s.drop(h, shutdown)
	case o.final, m.attempts >= maxAttempts:
		s.counters.failed[o.failure]++
		s.complain(h, o.failure.String(), o.detail)
		s.forget(h)
	case s.stopping:
		s.drop(h, shutdown)
	default:
		s.counters.retries++
		time.AfterFunc(backoff(m.attempts), func() { s.retry(m) }) // once stopped, it does nothing
	}
	h.learn(o)
	s.list(h)
}

// retry queues m again; the delay after its failure is over.
func (s *Sender) retry(m *message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopping {
		return // counted by Stop
	}
	m.host.push(m)
	s.list(m.host)
}

func (s *Sender) drop(h *host, l loss) {
	s.counters.dropped[l]++
	s.complain(h, l.String(), l.detail())
	s.forget(h)
}

// forget ends the account of one message, and the host's when nothing waits for it and too many
// hosts are remembered already.
func (s *Sender) forget(h *host) {
	h.waiting--
	s.waiting--
	if h.waiting > 0 || len(s.hosts) <= keptHosts {
		return
	}
	looks := 8 // any idle one will do; most are
	for name, other := range s.hosts {
		if other.waiting == 0 {
			delete(s.hosts, name)
			return
		}
		if looks--; looks == 0 {
			break
		}
	}
	delete(s.hosts, h.name)
}
