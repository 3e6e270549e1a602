package broker

import "time"

// clock tells Redis's time by what its last answer said and by what has passed here since: a
// step of this machine's wall clock does not matter, one of Redis's until its next answer. The
// way back took time, so the reading lies a little in the past.
type clock struct {
	received time.Time
	micros   int64
}

func (c *clock) set(seconds, micros int64) {
	c.received, c.micros = time.Now(), seconds*1_000_000+micros
}

// after is Redis's time, d from now, in Unix microseconds.
func (c *clock) after(d time.Duration) int64 {
	return c.micros + (time.Since(c.received) + d).Microseconds()
}
