package broker

import (
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

// part is one of the two that talk to Redis.
type part int

const (
	partAppend part = iota
	partTail
	parts
)

// health is what both parts know of Redis; Ready and Stats read it, and the log gets its
// changes.
type health struct {
	// Static after construction.
	log    *slog.Logger
	start  time.Time
	config *RedisConfig

	// Heartbeats of this node, in nanoseconds since start; 0: none.
	seen   atomic.Int64 // when the newest that came back was sent
	unseen atomic.Int64 // when the oldest that is not back yet was appended

	errors     [ErrorKinds]atomic.Uint64
	reconnects atomic.Uint64

	mu       sync.Mutex
	troubles [parts]*failure
	answered bool      // Redis has answered something, on whichever connection
	since    time.Time // of the first of troubles
	advised  string    // what the log said must be changed
}

func (h *health) now() int64 { return int64(time.Since(h.start)) }

// appended notes that a heartbeat was appended.
func (h *health) appended() { h.unseen.CompareAndSwap(0, h.now()) }

// back notes that the heartbeat sent at came back.
func (h *health) back(at uint64) {
	h.seen.Store(min(int64(at), h.now())) // what comes out of Redis does not reach into the future
	h.unseen.Store(0)
}

// overdue reports whether an appended heartbeat is not back although it should be; the caller
// then looks where the log stands. It answers true once in a while, not at once again.
func (h *health) overdue() bool {
	u := h.unseen.Load()
	return u != 0 && h.now()-u > int64(beatOverdue) && h.unseen.CompareAndSwap(u, 0)
}

// age is that of the newest heartbeat that came back.
func (h *health) age() (time.Duration, bool) {
	seen := h.seen.Load()
	return time.Duration(h.now() - seen), seen != 0
}

var awayMessages = [parts]string{
	partAppend: "redis does not take publishes: they are refused, clients stay connected",
	partTail:   "redis cannot be read: broadcasts are delivered once it can",
}

// fails notes that p does not work, and logs it when that is new.
func (h *health) fails(p part, f failure) {
	h.errors[f.kind].Add(1)
	h.mu.Lock()
	defer h.mu.Unlock()
	first := h.troubles == [parts]*failure{}
	if first {
		h.since = time.Now()
	}
	h.troubles[p] = &f
	h.answered = h.answered || f.reply
	switch advice := f.advice(h.config, h.seen.Load() == 0 && !h.answered); {
	case advice != "" && advice != h.advised:
		h.advised = advice
		h.log.Error(advice, "error", f.err)
	case advice == "" && first:
		h.log.Warn(awayMessages[p], "error", f.err)
	}
}

// works notes that p works, and logs when nothing fails any more.
func (h *health) works(p part) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.answered = true
	if h.troubles[p] == nil {
		return
	}
	h.troubles[p] = nil
	if h.troubles == [parts]*failure{} {
		h.advised = ""
		h.log.Info("redis is back", "away", time.Since(h.since).Round(time.Millisecond).String())
	}
}

func (h *health) trouble() (*failure, time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, f := range h.troubles {
		if f != nil {
			return f, h.since
		}
	}
	return nil, time.Time{}
}

var errNoBeat = errors.New("no heartbeat has come back through Redis yet")

// ready says why the log does not work end to end, or nil.
func (h *health) ready() error {
	if f, since := h.trouble(); f != nil {
		return fmt.Errorf("redis has been away since %s UTC (%s)", since.UTC().Format("15:04:05"), f.text)
	}
	age, seen := h.age()
	if !seen {
		return errNoBeat
	}
	if age > beatStale {
		return fmt.Errorf("the newest heartbeat that came back through Redis is %.1f s old; the limit is %.1f s", age.Seconds(), beatStale.Seconds())
	}
	return nil
}
