package hub

import (
	"slices"

	"socketchat/internal/window"
)

// roundBytes is how many bytes of frames one round hands out, at least one entry: what one
// write carries to a subscriber of all of them.
const roundBytes = writeBytes

// delivery is a shard's scratch for one round.
type delivery struct {
	number   uint64     // of the round
	from     uint64     // index of the round's first entry
	touched  []*channel // channels that have entries in this round
	gather   []*Outlet  // members of several channels, which may have entries of more than one
	offsets  []uint32
	joined   []byte // the frames of one channel; reused unless an outlet kept a part of it
	kept     bool   // joined is referred to by an outlet
	assembly []byte // what flush gathers from references
}

// deliver hands the entries between the shard's position and tail, as far as one round goes,
// to the members as they are, and returns the oldest that had a member, or nil. Per
// subscriber it does the write and nothing else.
func (s *Shard) deliver(tail uint64) (oldest *window.Entry) {
	d := &s.delivery
	d.from = s.position
	if d.from == tail {
		return nil
	}
	s.reader.Begin()
	d.number++
	s.position = s.collect(tail)
	if len(d.touched) == 0 {
		return nil
	}
	oldest = s.entry(d.touched[0].fresh[0])
	for _, c := range d.touched {
		s.deliverChannel(c)
	}
	for _, o := range d.gather {
		s.deliverGathered(o)
	}
	for i, c := range d.touched {
		c.fresh = c.fresh[:0]
		d.touched[i] = nil
	}
	clear(d.gather)
	d.touched, d.gather = d.touched[:0], d.gather[:0]
	return oldest
}

// collect sorts the round's entries by channel.
func (s *Shard) collect(tail uint64) (next uint64) {
	d := &s.delivery
	bytes := 0
	for next = d.from; next < tail && bytes < roundBytes; next++ {
		e := s.hub.window.At(next)
		c := s.channels[e.Channel]
		if c == nil {
			continue
		}
		bytes += len(e.Frame)
		if len(c.fresh) == 0 {
			d.touched = append(d.touched, c)
		}
		c.fresh = append(c.fresh, uint32(next-d.from))
	}
	return next
}

func (s *Shard) entry(offset uint32) *window.Entry {
	return s.hub.window.At(s.delivery.from + uint64(offset))
}

// deliverChannel hands a channel's entries to its members as one run of bytes, built once.
func (s *Shard) deliverChannel(c *channel) {
	d := &s.delivery
	b := s.join(c.fresh)
	single := len(d.touched) == 1
	handed := 0
	for _, o := range c.subscribers {
		if !single && len(o.memberships) > 1 {
			if o.round != d.number {
				o.round = d.number
				d.gather = append(d.gather, o)
			}
			continue
		}
		handed++
		if len(o.pending) > 0 || o.conn == nil || o.blocked {
			o.Queue(b)
			d.kept = true
			continue
		}
		if n := s.send(o, b); n < len(b) {
			o.Queue(b[n:])
			d.kept = true
		}
	}
	s.stats.deliveries.Add(uint64(handed * len(c.fresh)))
}

// join returns the frames of the entries at offsets as one run of bytes: a single entry's
// own, or a copy that all subscribers share.
func (s *Shard) join(offsets []uint32) []byte {
	if len(offsets) == 1 {
		return s.entry(offsets[0]).Frame
	}
	d := &s.delivery
	if d.kept {
		d.joined, d.kept = nil, false
	}
	d.joined = d.joined[:0]
	for _, i := range offsets {
		d.joined = append(d.joined, s.entry(i).Frame...)
	}
	return d.joined
}

// deliverGathered hands o the entries of all its channels in the order of the log, as
// references; flush makes one write of them.
func (s *Shard) deliverGathered(o *Outlet) {
	d := &s.delivery
	d.offsets = d.offsets[:0]
	for _, m := range o.memberships {
		d.offsets = append(d.offsets, m.channel.fresh...)
	}
	slices.Sort(d.offsets)
	for _, i := range d.offsets {
		o.Queue(s.entry(i).Frame)
	}
	s.stats.deliveries.Add(uint64(len(d.offsets)))
}
