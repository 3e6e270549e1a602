package webhook

import "time"

const (
	// logEvery is the least time between two lines, and logHostEvery between two of one host.
	logEvery     = time.Second
	logHostEvery = time.Minute
)

// complaints bounds what is logged. Guarded by the Sender's mu.
type complaints struct {
	nowhere  host // in place of the host of a URL that cannot be used
	writing  bool
	next     time.Time
	unlogged uint64 // since the latest line
}

// complain logs what became of a host's webhook, unless that was said recently. The line is written
// by a goroutine of its own, one at a time, which ends with it: who calls may be a shard.
func (s *Sender) complain(h *host, reason, detail string) {
	now := time.Now()
	if s.stopping || s.writing || now.Before(s.next) || now.Before(h.quiet) {
		s.unlogged++
		return
	}
	unlogged := s.unlogged
	s.unlogged, s.writing = 0, true
	s.next, h.quiet = now.Add(logEvery), now.Add(logHostEvery)
	s.workers.Go(func() {
		s.cfg.Log.Warn("a webhook was not delivered", "host", h.name, "reason", reason, "detail", detail, "unlogged", unlogged)
		s.mu.Lock()
		s.writing = false
		s.mu.Unlock()
	})
}
