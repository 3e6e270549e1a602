package hub

import (
	"hash/maphash"
	"sync"
	"sync/atomic"
)

// presence is what the whole node knows of one channel. It exists while the channel has a
// member here.
type presence struct {
	name    string
	members atomic.Int64  // on this node; changed under the stripe's lock
	others  atomic.Int64  // on the other nodes; changed under the stripe's lock
	shards  atomic.Uint64 // bit i: shard i has members; changed under the stripe's lock
	changed atomic.Uint64 // bit i: shard i knows of a change of members and has yet to tell it
}

const stripes = 64

// directory finds the presence of a channel by name. It is shared by all: shards change it,
// the mover of the tail reads it to wake the shards that an entry concerns. That is a hint
// and never decides delivery.
type directory struct {
	seed    maphash.Seed
	stripes [stripes]struct {
		mu       sync.RWMutex
		channels map[string]*presence
		others   map[string]int64 // members on the other nodes, also of channels without any here
	}
	count atomic.Int64 // channels with members
}

func newDirectory() *directory {
	d := &directory{seed: maphash.MakeSeed()}
	for i := range d.stripes {
		d.stripes[i].channels = make(map[string]*presence)
		d.stripes[i].others = make(map[string]int64)
	}
	return d
}

// find returns the presence of a channel, nil when nobody is in it.
func (d *directory) find(name string) *presence {
	s := &d.stripes[d.stripe(name)]
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.channels[name]
}

func (d *directory) stripe(name string) uint64 {
	return maphash.String(d.seed, name) % stripes
}

// enter counts a member of shard (first: the shard's first one) and returns the presence.
func (d *directory) enter(name string, shard int, first bool) *presence {
	s := &d.stripes[d.stripe(name)]
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.channels[name]
	if p == nil {
		p = &presence{name: name}
		p.others.Store(s.others[name])
		s.channels[name] = p
		d.count.Add(1)
	}
	p.members.Add(1)
	if first {
		p.shards.Or(1 << shard)
	}
	return p
}

// exit counts a member of shard less (last: it was the shard's last one).
func (d *directory) exit(p *presence, shard int, last bool) {
	s := &d.stripes[d.stripe(p.name)]
	s.mu.Lock()
	defer s.mu.Unlock()
	if last {
		p.shards.And(^uint64(1 << shard))
	}
	if p.members.Add(-1) == 0 {
		delete(s.channels, p.name)
		d.count.Add(-1)
	}
}

// nearest returns the channel with members whose name is closest to name by edit distance,
// if any is within limit. It walks all of them: for development only.
func (d *directory) nearest(name string, limit int) (best *presence) {
	for i := range d.stripes {
		s := &d.stripes[i]
		s.mu.RLock()
		for other, p := range s.channels {
			if n := distance(name, other, limit); n <= limit && (n < limit || best == nil) {
				best, limit = p, n
			}
		}
		s.mu.RUnlock()
	}
	return best
}
