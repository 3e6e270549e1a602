package webhook

// failure is why a webhook was given up; its word is the metric's label.
type failure uint8

const (
	none failure = iota
	invalidURL
	addressRefused
	redirected
	badStatus
	timedOut
	unresolved
	badCertificate
	notConnected
	failureCount
)

var failureNames = [failureCount]string{
	none:           "none",
	invalidURL:     "invalid_url",
	addressRefused: "address_refused",
	redirected:     "redirect",
	badStatus:      "status",
	timedOut:       "timeout",
	unresolved:     "no_such_host",
	badCertificate: "certificate",
	notConnected:   "connection",
}

func (f failure) String() string { return failureNames[f] }

// loss is why a webhook was dropped; its word is the metric's label.
type loss uint8

const (
	queueFull loss = iota // as many wait as all hosts may have
	hostFull              // as many wait as one host may have
	expired               // it waited too long for its turn
	shutdown
	lossCount
)

var lossNames = [lossCount]string{queueFull: "queue_full", hostFull: "host_full", expired: "expired", shutdown: "shutdown"}

func (l loss) String() string { return lossNames[l] }

var lossDetails = [lossCount]string{
	queueFull: "as many webhooks wait as may for all hosts",
	hostFull:  "as many webhooks wait as may for one host",
	expired:   "webhooks waited too long for their turn: the host is too slow for so many",
	shutdown:  "the node is stopping",
}

func (l loss) detail() string { return lossDetails[l] }

// Stats is a reading of the counters. Every webhook is counted once as sent, failed or dropped in
// the end; Queued counts those that found room in the queue.
type Stats struct {
	Queued, Sent, Retries uint64
	Failed, Dropped       map[string]uint64 // by reason
	Waiting               int               // queued, under way, or waiting for a retry
	InFlight              int
}

// counters are guarded by the Sender's mu.
type counters struct {
	queued, sent, retries uint64
	failed                [failureCount]uint64
	dropped               [lossCount]uint64
}

// Stats reads the counters. Any goroutine may call it.
func (s *Sender) Stats() Stats {
	s.mu.Lock()
	c, waiting, inFlight := s.counters, s.waiting, s.inFlight
	s.mu.Unlock()
	st := Stats{
		Queued: c.queued, Sent: c.sent, Retries: c.retries, Waiting: waiting, InFlight: inFlight,
		Failed: make(map[string]uint64, failureCount), Dropped: make(map[string]uint64, lossCount),
	}
	for f := none + 1; f < failureCount; f++ {
		st.Failed[f.String()] = c.failed[f]
	}
	for l := range lossCount {
		st.Dropped[l.String()] = c.dropped[l]
	}
	return st
}
