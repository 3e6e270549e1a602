package bench

import (
	"errors"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// storm is a crowd on its way in: so many at a time, until all have joined or failed.
type storm struct {
	queue   []int // clients that are still to start
	under   int   // clients under way
	took    *hdrhistogram.Histogram
	refused int
	failedN int
	errs    map[string]int
	began   int64
	ended   chan struct{} // closed when none is under way; nil when no storm is on
	busy    bool          // advance is running: failing to start a client calls it again
}

// ConnectFigures tell how clients came in.
type ConnectFigures struct {
	Clients int            `json:"clients"` // that joined
	Refused int            `json:"refused"` // by 503
	Failed  int            `json:"failed"`
	Errors  map[string]int `json:"errors,omitempty"`
	Nanos   int64          `json:"nanos"`
	Took    histogram      `json:"took"` // from connect to the last ack of a join
}

// begin lets the clients of queue connect. ended is closed when all have joined or failed.
func (s *storm) begin(c *crowd, queue []int) (ended chan struct{}) {
	*s = storm{queue: queue, took: newHistogram(), errs: map[string]int{}, began: now(), ended: make(chan struct{})}
	ended = s.ended // advance may end the storm at once
	s.advance(c)
	return ended
}

func (s *storm) advance(c *crowd) {
	if s.busy {
		return
	}
	s.busy = true
	for s.under < c.cfg.Concurrency && len(s.queue) > 0 {
		i := s.queue[0]
		s.queue = s.queue[1:]
		s.under++
		c.start(i)
	}
	s.busy = false
	if s.under == 0 && len(s.queue) == 0 && s.ended != nil {
		close(s.ended)
		s.ended = nil
	}
}

func (s *storm) joined(c *crowd, took int64) {
	if s.ended == nil {
		return // a client that churns
	}
	record(s.took, took)
	s.under--
	s.advance(c)
}

// failed counts a client that did not come in.
func (s *storm) failed(c *crowd, err error) {
	if errors.Is(err, errRefused) {
		s.refused++
	} else {
		s.failedN++
		s.note(err)
	}
	if s.ended != nil {
		s.under--
		s.advance(c)
	}
}

// note keeps an error for the report; the kinds are bounded.
func (s *storm) note(err error) {
	if s.errs == nil {
		s.errs = map[string]int{}
	}
	if text := err.Error(); len(s.errs) < 20 || s.errs[text] > 0 {
		s.errs[text]++
	}
}

func (s *storm) figures(joined int) ConnectFigures {
	return ConnectFigures{
		Clients: joined, Refused: s.refused, Failed: s.failedN, Errors: s.errs,
		Nanos: now() - s.began, Took: histogram{s.took},
	}
}
