package hub

// send writes as much of b as one write carries and the kernel takes, and returns how much
// that was. After a short write the outlet is blocked until the connection is writable. A
// failed connection is blocked for good: its poller closes it and says so.
func (s *Shard) send(o *Outlet, b []byte) int {
	if len(b) > writeBytes {
		b = b[:writeBytes]
	}
	n, err := o.conn.Write(b)
	s.stats.bytes.Add(uint64(n))
	s.giveWay(s.stats.writes.Add(1))
	switch {
	case err != nil:
		o.blocked = true
	case n < len(b):
		o.blocked = true
		o.conn.WantWrite()
	}
	return n
}

// write writes what waits for o, up to what one write carries: one reference as it is,
// several gathered into the shard's scratch.
func (s *Shard) write(o *Outlet) {
	b := o.pending[0]
	if len(o.pending) > 1 && len(b) < writeBytes {
		b = s.assemble(o.pending)
	}
	o.consume(s.send(o, b))
}

func (s *Shard) assemble(pending [][]byte) []byte {
	b := s.delivery.assembly[:0]
	for _, p := range pending {
		b = append(b, p[:min(len(p), writeBytes-len(b))]...)
		if len(b) == writeBytes {
			break
		}
	}
	s.delivery.assembly = b
	return b
}

// flush makes one write attempt for each outlet that something was queued for, then looks
// whether too much still waits. An outlet that took all of a write and has more waits for
// the next round, so that others come in between.
func (s *Shard) flush() {
	list := s.dirty
	s.dirty = s.dirtySpare[:0]
	for i, o := range list {
		list[i] = nil
		o.dirty = false
		if o.closed {
			continue
		}
		switch {
		case o.conn == nil:
			s.offer(o)
		case !o.blocked && len(o.pending) > 0:
			s.write(o)
		}
		s.settle(o)
	}
	s.dirtySpare = list
}

// offer lets o's owner take what waits.
func (s *Shard) offer(o *Outlet) {
	defer s.caught(o.owner)
	o.owner.Flush()
}

// overflow ends a session for which too much waits; the outlet closes whatever its owner does.
func (s *Shard) overflow(o *Outlet) {
	s.stats.slowConsumers.Add(1)
	defer o.Close()
	defer s.caught(o.owner)
	o.owner.Overflow()
}

// settle looks at what waits for o after a write attempt.
func (s *Shard) settle(o *Outlet) {
	switch {
	case o.closed:
	case o.pendingBytes > s.hub.cfg.SlowConsumerBytes:
		s.overflow(o)
	case o.pendingBytes == 0:
		delete(s.backlog, o)
	default:
		s.backlog[o] = struct{}{}
		if o.conn != nil && !o.blocked {
			o.MarkDirty()
		}
	}
}

// boundPending reports what waits on this shard and, while the node is over its bound,
// closes the outlet for which the most does. A shard that holds less than its share leaves
// that to the others, and wakes them: somebody always holds as much.
func (s *Shard) boundPending() {
	for {
		total := s.hub.pending.Add(s.pending - s.reported)
		s.reported = s.pending
		if total <= s.hub.cfg.PendingBytes {
			return
		}
		if s.pending < total/int64(len(s.hub.shards)) {
			s.hub.wakeAll()
			return
		}
		var largest *Outlet
		for o := range s.backlog {
			if largest == nil || o.pendingBytes > largest.pendingBytes {
				largest = o
			}
		}
		if largest == nil {
			return
		}
		s.overflow(largest)
	}
}
