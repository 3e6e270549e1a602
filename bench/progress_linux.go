package bench

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// progress is a live line on a terminal; elsewhere it is silent.
type progress struct {
	w  io.Writer
	on bool

	mu   sync.Mutex
	end  chan struct{} // guarded by mu; nil while no line is live
	done chan struct{} // guarded by mu
}

// start shows a number on its way to total, four times a second, until stop.
func (p *progress) start(what string, total int, n func() int64) {
	p.tick(func(elapsed time.Duration) string {
		v := n()
		return fmt.Sprintf("%s: %s of %s (%d %%)", what, count(v), count(total), 100*v/int64(max(total, 1)))
	})
}

// window shows a round: the rate of deliveries and how much of the time is over.
func (p *progress) window(what string, number, of int, s *side, d time.Duration) {
	label := what + ", " + s.name
	if number >= 0 {
		label = fmt.Sprintf("%s %d of %d, %s", what, number+1, of, s.name)
	}
	last, at := s.progress().Received, time.Now()
	p.tick(func(elapsed time.Duration) string {
		n, t := s.progress().Received, time.Now()
		rate := float64(n-last) / t.Sub(at).Seconds()
		last, at = n, t
		return fmt.Sprintf("%s: %s deliveries/s, %d %%", label, count(int64(rate)), min(100, 100*elapsed/d))
	})
}

// say shows a line that does not change.
func (p *progress) say(text string) {
	if p.on {
		fmt.Fprintf(p.w, "\r\033[K%s", text)
	}
}

func (p *progress) tick(line func(elapsed time.Duration) string) {
	if !p.on {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	end, done := make(chan struct{}), make(chan struct{})
	p.end, p.done = end, done
	began := time.Now()
	go func() { // ended by stop
		defer close(done)
		t := time.NewTicker(250 * time.Millisecond)
		defer t.Stop()
		for {
			select {
			case <-end:
				return
			case <-t.C:
				p.say(line(time.Since(began)))
			}
		}
	}()
}

// stop ends a live line.
func (p *progress) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.end != nil {
		close(p.end)
		<-p.done
		p.end = nil
	}
}

// clear leaves the line empty for what comes next.
func (p *progress) clear() {
	p.stop()
	p.say("")
}
