package bench

import "time"

// pace says when publishes are due. At a fixed rate they are due whether or not the earlier
// ones have been answered, and latency is taken from the time at which they were due: a server
// that stalls is charged for all that had to wait (no coordinated omission). Flat out, a publish
// is due when there is a publisher to send it.
type pace struct {
	rate  float64 // a second; 0: flat out
	start int64
	count int64 // handed out
}

// next returns when the next publish is or was due.
func (p *pace) next(now int64) int64 {
	if p.rate == 0 {
		return now
	}
	return p.start + int64(float64(p.count)*float64(time.Second)/p.rate)
}

// take hands out the next publish, if it is due.
func (p *pace) take(now int64) (due int64, ok bool) {
	if due = p.next(now); due > now {
		return due, false
	}
	p.count++
	return due, true
}
