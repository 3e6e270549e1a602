package hub

// Bounds of what others do for a shard that sleeps: wider work waits for the shard's own goroutine,
// since a poller serves nobody else meanwhile.
const (
	inlineWrites = 64 // for entries, in one round; of messages it takes what any round may
	inlineRounds = 4  // as long as others keep posting
)

// Run executes brief rounds of a shard that sleeps, until nothing is left: the hop to the shard's
// goroutine costs more than most small rounds. What is too wide or does not end goes to that goroutine.
// The caller holds no lock and is not a shard.
func (s *Shard) Run() {
	s.promised.Store(false) // before the look at what there is: what comes later has a promise of its own
	if !s.reader.Claim() {
		return // who has it looks again before it sleeps
	}
	awake := true
	for range inlineRounds {
		tail := s.hub.window.Tail()
		if !s.brief(tail) {
			break
		}
		if !s.round(tail, inlineWrites) && s.idle(s.position) {
			awake = s.sooner()
			break
		}
	}
	s.reader.Release(s.position, s.idleAt, awake) // nothing of the shard is touched afterwards
}

// brief reports whether a round up to tail takes all messages and makes few writes for entries.
func (s *Shard) brief(tail uint64) bool {
	if tail-s.position > inlineWrites {
		return false
	}
	if s.inbox.left() || s.mailbox.len() > roundMessages {
		return false
	}
	writes := 0
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
