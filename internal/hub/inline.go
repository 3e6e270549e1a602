package hub

// inlineWrites bounds what whoever posts to a sleeping shard does for it: wider work waits for
// the shard's own goroutine, since a poller serves nobody else meanwhile.
const inlineWrites = 64

// Run executes one brief round of a shard that the caller has claimed: the hop to the shard's
// goroutine costs more than most small rounds. What is too wide, and what is left, goes to
// that goroutine. The caller holds no lock and is not a shard.
func (s *Shard) Run() {
	awake := true
	if tail := s.hub.window.Tail(); s.brief(tail) {
		awake = s.round(tail, inlineWrites) || s.sooner()
	}
	s.reader.Release(s.position, s.idleAt, awake) // nothing of the shard is touched afterwards
}

// brief reports whether a round up to tail makes few writes.
func (s *Shard) brief(tail uint64) bool {
	if tail-s.position > inlineWrites {
		return false
	}
	writes := s.mailbox.len()
	for i := s.position; i < tail; i++ {
		if c := s.channels[s.hub.window.At(i).Channel]; c != nil {
			writes += len(c.subscribers)
		}
	}
	return writes <= inlineWrites
}

// sooner reports whether a timer is due before the shard's goroutine wakes by itself.
func (s *Shard) sooner() bool {
	d, ok := s.wheel.next(s.now)
	return ok && (s.alarm.IsZero() || s.now.Add(d).Before(s.alarm))
}
