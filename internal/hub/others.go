package hub

// total is the number of the channel's members on all nodes, as far as this one knows.
func (p *presence) total() int64 { return p.members.Load() + max(p.others.Load(), 0) }

// AddOthers adds n, which may be negative, to what the other nodes' members of a channel sum up
// to. Members here are told the new total like any change. Any goroutine may call it.
func (h *Hub) AddOthers(channel string, n int64) {
	if p := h.directory.addOthers(channel, n); p != nil {
		h.totalChanged(p)
	}
}

// Total returns the number of a channel's members on all nodes, as far as this one knows.
func (h *Hub) Total(channel string) int64 {
	d := h.directory
	s := &d.stripes[d.stripe(channel)]
	s.mu.RLock()
	defer s.mu.RUnlock()
	if p := s.channels[channel]; p != nil {
		return p.total()
	}
	return max(s.others[channel], 0)
}

// EachChannel calls f with the name of each channel that has members on this node. f runs
// without a lock; what changes meanwhile may be seen or not.
func (h *Hub) EachChannel(f func(channel string)) {
	var names []string
	for i := range h.directory.stripes {
		s := &h.directory.stripes[i]
		names = names[:0]
		s.mu.RLock()
		for name := range s.channels {
			names = append(names, name)
		}
		s.mu.RUnlock()
		for _, name := range names {
			f(name)
		}
	}
}

// addOthers changes the others' sum and returns the channel's presence, nil without members here.
func (d *directory) addOthers(name string, n int64) *presence {
	s := &d.stripes[d.stripe(name)]
	s.mu.Lock()
	defer s.mu.Unlock()
	sum := s.others[name] + n
	if sum == 0 {
		delete(s.others, name)
	} else {
		s.others[name] = sum
	}
	p := s.channels[name]
	if p != nil {
		p.others.Store(sum)
	}
	return p
}
