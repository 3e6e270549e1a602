package webhook

import (
	"container/list"
	"time"
)

// lane is a share of the workers and the hosts that wait for one, in turn. Hosts that answer in time
// have a lane of their own, so whatever hangs, is slow or was never heard of cannot take their
// workers: one that begins to hang holds hostSlots of them, once, for one attempt.
// Guarded by the Sender's mu.
type lane struct {
	slots   int // most workers
	workers int
	ready   list.List // of *host
}

func (s *Sender) laneOf(h *host) *lane {
	if h.quick {
		return &s.lanes[0]
	}
	return &s.lanes[1]
}

// list puts h where it belongs after a change: among the ready of its lane, or nowhere. A listed
// host has a worker on its way to it, unless all of the lane's are busy; these look for the next
// ready host as they finish.
func (s *Sender) list(h *host) {
	var to *lane
	if h.ready() {
		to = s.laneOf(h)
	}
	if h.lane != to {
		s.unlist(h)
		if to != nil {
			h.lane, h.element = to, to.ready.PushBack(h)
		}
	}
	if to != nil && to.workers < to.slots && !s.stopping {
		to.workers++
		s.workers.Go(func() { s.work(to) }) // ends when nothing is ready; Stop waits for it
	}
}

func (s *Sender) unlist(h *host) {
	if h.lane != nil {
		h.lane.ready.Remove(h.element)
		h.lane, h.element = nil, nil
	}
}

// work makes attempts as long as a host of the lane is ready.
func (s *Sender) work(l *lane) {
	for {
		m := s.take(l)
		if m == nil {
			return
		}
		s.finish(m, s.attempt(m))
	}
}

// take returns the next message of the host whose turn it is, nil when the worker is to end.
func (s *Sender) take(l *lane) *message {
	s.mu.Lock()
	defer s.mu.Unlock()
	for l.ready.Len() > 0 {
		h := l.ready.Front().Value.(*host)
		s.unlist(h) // to the end, if it stays ready
		m := s.fresh(h)
		if m != nil {
			h.inFlight++
			s.inFlight++
		}
		s.list(h)
		if m != nil {
			return m
		}
	}
	l.workers--
	return nil
}

// fresh pops what has not waited for too long; nil when there is none.
func (s *Sender) fresh(h *host) *message {
	for h.queue.Len() > 0 {
		m := h.pop()
		if time.Since(m.queued) < maxWait {
			return m
		}
		s.drop(h, expired)
	}
	return nil
}
