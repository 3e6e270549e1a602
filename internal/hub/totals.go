package hub

import (
	"math/bits"
	"sync"
	"time"
)

// changes is the coalescing set of channels whose number of members changed and which the
// shard has yet to look at. It is a set, never a queue: a presence is in it once at most, so it
// is bounded by the number of channels. The changed bit says that it is in the set, or that the
// channel's timer runs: of further changes nobody needs to tell the shard, nor wake it.
type changes struct {
	mu  sync.Mutex
	set []*presence // guarded by mu
}

// A total costs a write to each member. A channel's next one waits until the last one's cost
// on the shard is at most one part in totalShare of the time, but no longer than
// longestStretch: what was measured may have been a pause of the machine.
const (
	totalShare     = 20
	longestStretch = time.Minute
)

// membersChanged tells of a join or a leave on this node.
func (h *Hub) membersChanged(p *presence) {
	if h.cfg.Changed != nil {
		h.cfg.Changed(p.name)
	}
	h.totalChanged(p)
}

// totalChanged notes that p's total changed, on every shard that has some. Shards call it
// for each other, so it waits for nobody.
func (h *Hub) totalChanged(p *presence) {
	if h.cfg.TotalInterval == 0 {
		return
	}
	mask := p.shards.Load()
	mask &^= p.changed.Or(mask) // those that know already need not be told
	for ; mask != 0; mask &= mask - 1 {
		s := h.shards[bits.TrailingZeros64(mask)]
		s.changes.mu.Lock()
		s.changes.set = append(s.changes.set, p)
		s.changes.mu.Unlock()
		s.reader.Wake()
	}
}

// told notes that the shard has been told, or has no member left: it hears of the next change.
func (p *presence) told(shard int) { p.changed.And(^uint64(1 << shard)) }

// takeChanges sends the totals that may be sent now, and sets a timer for the others: the
// first change goes out at once, then at most one each interval, or each stretch of it, the
// last value always. A
// total that goes to more than limit members stays in the set.
func (s *Shard) takeChanges(limit int) {
	s.changes.mu.Lock()
	set := s.changes.set
	s.changes.set = s.changesSpare[:0]
	s.changes.mu.Unlock()
	for i, p := range set {
		set[i] = nil
		c := s.channels[p.name]
		if c != nil && !s.now.Before(c.nextTotal) && len(c.subscribers) > limit {
			s.changes.mu.Lock()
			s.changes.set = append(s.changes.set, p)
			s.changes.mu.Unlock()
			continue
		}
		switch {
		case c == nil:
			p.told(s.id)
		case s.now.Before(c.nextTotal):
			s.wheel.set(&c.timer, c, c.nextTotal)
		default:
			c.sendTotal(s.now)
		}
	}
	s.changesSpare = set
}

func (s *Shard) hasChanges() bool {
	s.changes.mu.Lock()
	defer s.changes.mu.Unlock()
	return len(s.changes.set) > 0
}

// Expired sends the total that waited for its interval.
func (c *channel) Expired(now time.Time) { c.sendTotal(now) }

func (c *channel) sendTotal(now time.Time) {
	s := c.shard
	c.presence.told(s.id) // before the total is read
	c.nextTotal = now.Add(s.hub.cfg.TotalInterval)
	frame := s.hub.cfg.TotalFrame(c.presence.total())
	for _, o := range c.subscribers {
		o.Queue(frame)
	}
	s.told = append(s.told, told{c, len(c.subscribers)})
	s.stats.totals.Add(1)
}

// told is a total that was sent in this round.
type told struct {
	channel *channel
	members int
}

// flushTold flushes a round in which totals were told, and puts off the next ones of their
// channels by what theirs cost: their part of the time that the round's writes took.
func (s *Shard) flushTold() {
	start, outlets := time.Now(), len(s.dirty)
	s.flush()
	took := time.Since(start)
	for i, t := range s.told {
		cost := took * time.Duration(t.members) / time.Duration(max(outlets, t.members, 1))
		next := s.now.Add(min(totalShare*cost, longestStretch))
		if next.After(t.channel.nextTotal) {
			t.channel.nextTotal = next
		}
		s.told[i] = told{}
	}
	s.told = s.told[:0]
}
