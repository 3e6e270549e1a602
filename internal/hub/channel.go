package hub

import "time"

// channel is one shard's part of a channel: its members here, dense in memory.
type channel struct {
	shard       *Shard    // static
	presence    *presence // static
	subscribers []*Outlet
	fresh       []uint32 // within a round: which of its entries are for this channel
	nextTotal   time.Time
	timer       Timer // runs while a total waits for its interval to pass
}

// membership is an outlet's side of a subscription: where it stands in the channel's slice.
type membership struct {
	channel *channel
	index   int
}

// Join makes o a member of the channel from this round on, the shard's index being its join
// position, and reports whether it was not one before. Only the shard calls it, and not
// while it delivers: membership is constant within a round.
func (s *Shard) Join(o *Outlet, name string) bool {
	if o.closed || o.find(name) >= 0 {
		return false
	}
	c := s.channels[name]
	first := c == nil
	p := s.hub.directory.enter(name, s.id, first)
	if first {
		c = &channel{shard: s, presence: p}
		s.channels[p.name] = c
	}
	o.memberships = append(o.memberships, membership{channel: c, index: len(c.subscribers)})
	c.subscribers = append(c.subscribers, o)
	s.stats.subscriptions.Add(1)
	s.hub.membersChanged(p)
	return true
}

// Leave ends o's membership and reports whether there was one.
func (s *Shard) Leave(o *Outlet, name string) bool {
	i := o.find(name)
	if i < 0 {
		return false
	}
	s.leave(o, i)
	return true
}

// Memberships returns the number of channels that o is in.
func (o *Outlet) Memberships() int { return len(o.memberships) }

// In reports whether o is a member of the channel.
func (o *Outlet) In(name string) bool { return o.find(name) >= 0 }

func (o *Outlet) find(name string) int {
	for i, m := range o.memberships {
		if m.channel.presence.name == name {
			return i
		}
	}
	return -1
}

// leave removes membership i of o; the last subscriber of the channel takes its place.
func (s *Shard) leave(o *Outlet, i int) {
	m := o.memberships[i]
	last := len(o.memberships) - 1
	o.memberships[i] = o.memberships[last]
	o.memberships[last] = membership{}
	o.memberships = o.memberships[:last]

	c := m.channel
	end := len(c.subscribers) - 1
	if moved := c.subscribers[end]; moved != o {
		c.subscribers[m.index] = moved
		moved.memberships[moved.find(c.presence.name)].index = m.index
	}
	c.subscribers[end] = nil
	c.subscribers = c.subscribers[:end]
	if end == 0 {
		delete(s.channels, c.presence.name)
		if c.timer.due != 0 {
			s.wheel.clear(&c.timer)
			c.presence.told(s.id)
		}
	}
	s.hub.directory.exit(c.presence, s.id, end == 0)
	s.stats.subscriptions.Add(-1)
	s.hub.membersChanged(c.presence)
}

// LeaveAll ends all of o's memberships.
func (s *Shard) LeaveAll(o *Outlet) {
	for len(o.memberships) > 0 {
		s.leave(o, len(o.memberships)-1)
	}
	o.memberships = nil
}
