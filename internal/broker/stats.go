package broker

import "time"

// Stats is a reading of a broker's counters. Local leaves at zero what it has no use for.
type Stats struct {
	Queued      int   // publishes that wait for their place
	QueuedBytes int64 // their bytes

	Appended uint64 // broadcasts that got their place through this node
	Batches  uint64 // appends that carried them
	Refused  uint64 // answered overloaded because the queue was full
	Expired  uint64 // answered overloaded because admission took until the deadline

	LogLag       time.Duration // age of the newest heartbeat that came back
	Delivered    uint64        // broadcasts that the tail moved into the window
	Gaps         uint64        // places where entries are missing or could not be read
	EpochChanges uint64        // times that the log began anew
	Malformed    uint64        // items that were skipped because they could not be read
	UnknownTags  uint64        // items that were skipped because this version does not know them

	Up         bool // appends go through
	Reconnects uint64
	Errors     [ErrorKinds]uint64 // by ErrorKind
}

// Stats returns the counters.
func (r *Redis) Stats() Stats {
	s := Stats{
		Appended:     r.appender.appended.Load(),
		Batches:      r.appender.batches.Load(),
		Delivered:    r.tail.delivered.Load(),
		Gaps:         r.tail.gaps.Load(),
		EpochChanges: r.tail.epochs.Load(),
		Malformed:    r.tail.malformed.Load(),
		UnknownTags:  r.tail.unknown.Load(),
		Reconnects:   r.health.reconnects.Load(),
	}
	age, seen := r.health.age()
	if seen {
		s.LogLag = age
	}
	f, _ := r.health.trouble()
	s.Up = f == nil && seen
	for i := range s.Errors {
		s.Errors[i] = r.health.errors[i].Load()
	}
	r.appender.mu.Lock()
	defer r.appender.mu.Unlock()
	s.Queued, s.QueuedBytes = r.appender.queue.len(), r.appender.queue.bytes
	s.Refused, s.Expired = r.appender.refused, r.appender.expired
	return s
}
