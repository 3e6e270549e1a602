package registry

import (
	"sync"
	"time"
)

// outbox is the coalescing set of what this node is to tell: channels whose members changed,
// each once at most and not sooner than interval after it was told last, and nodes to ask. It
// is a set, never a queue of changes. Its owner wakes the appending goroutine where a method
// says so.
type outbox struct {
	interval time.Duration

	mu    sync.Mutex
	state map[string]state
	ready []string // state is waiting
	told  []told   // state is resting or changed; by time
	dirty int      // how many are changed
	asks  []NodeID
	anew  bool // another node asked for everything, or too much changed to keep count
}

type state uint8

const (
	waiting state = iota // to be told
	resting              // told less than interval ago
	changed              // told less than interval ago, and changed since
)

type told struct {
	channel string
	until   time.Time
}

// maxChanged bounds the set while Redis takes nothing: over it everything is told anew instead,
// once.
const maxChanged = 1 << 16

func newOutbox(interval time.Duration) *outbox {
	return &outbox{interval: interval, state: make(map[string]state)}
}

// change notes that a channel's members changed, and reports whether that needs telling at once.
func (o *outbox) change(channel string) (wake bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	s, ok := o.state[channel]
	if ok && s != resting {
		return false
	}
	if ok {
		o.state[channel] = changed
		o.dirty++
		return o.dirty == 1
	}
	if len(o.ready) >= maxChanged {
		o.forget()
		o.anew = true
		return true
	}
	o.state[channel] = waiting
	o.ready = append(o.ready, channel)
	return len(o.ready) == 1
}

// forget empties the set. The lock is held.
func (o *outbox) forget() {
	clear(o.state)
	o.ready, o.told, o.dirty = nil, nil, 0
}

// take appends to dst up to n channels that are to be told now. They rest from then on, so a
// change that comes before their members are read is told again.
func (o *outbox) take(now time.Time, dst []string, n int) []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.wakeLocked(now)
	n = min(n, len(o.ready))
	for _, channel := range o.ready[:n] {
		o.state[channel] = resting
		o.told = append(o.told, told{channel, now.Add(o.interval)})
	}
	dst = append(dst, o.ready[:n]...)
	if o.ready = o.ready[n:]; len(o.ready) == 0 {
		o.ready = nil
	}
	return dst
}

// maxResting bounds how many channels rest: over it the oldest may be told again sooner.
const maxResting = 1 << 17

// wakeLocked ends the rest of what was told long enough ago.
func (o *outbox) wakeLocked(now time.Time) {
	n := 0
	for ; n < len(o.told) && (!o.told[n].until.After(now) || len(o.told)-n > maxResting); n++ {
		channel := o.told[n].channel
		if o.state[channel] == changed {
			o.state[channel] = waiting
			o.ready = append(o.ready, channel)
			o.dirty--
		} else {
			delete(o.state, channel)
		}
	}
	if o.told = o.told[n:]; len(o.told) == 0 {
		o.told = nil
	}
}

// gather is how long a channel may rest longer, so that those whose rest ends one after the
// other cost one look.
const gather = 20 * time.Millisecond

// next is when take has something; zero: nothing waits.
func (o *outbox) next() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case len(o.ready) > 0 || len(o.asks) > 0:
		return time.Unix(0, 0)
	case o.dirty > 0:
		return o.told[0].until.Add(gather)
	}
	return time.Time{}
}

// ask notes that a node is to tell everything anew.
func (o *outbox) ask(n NodeID) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.asks = append(o.asks, n)
}

// takeAsks returns and empties the nodes to ask.
func (o *outbox) takeAsks() []NodeID {
	o.mu.Lock()
	defer o.mu.Unlock()
	asks := o.asks
	o.asks = nil
	return asks
}

// wanted notes that this node is to tell everything anew.
func (o *outbox) wanted() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.anew = true
}

// isWanted reports whether that is still to be done.
func (o *outbox) isWanted() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.anew
}

// begin is called when it is begun: everything will be told, so nothing is ready any more.
func (o *outbox) begin() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.anew = false
	o.forget()
}
