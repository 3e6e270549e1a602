package registry

import "time"

// peer is one other node, as the log has told of it. The book's lock guards it.
type peer struct {
	counts  map[string]count
	digest  digest // of counts
	held    int    // channels that the book has accounted for
	round   uint32 // goes up when the node tells everything anew
	swept   uint32 // the round of the last sweep
	counted bool   // its members are in the others' sums
	seen    time.Time
	asked   time.Time // when anybody asked it to tell everything
}

// count is how many members a channel has there, as told in a round.
type count struct {
	members int64
	round   uint32
}

// set notes a channel's members and appends to dst how the sum changes. channel is copied when
// it is new.
func (p *peer) set(channel []byte, members int64, dst []delta) []delta {
	c, ok := p.counts[string(channel)]
	if members == 0 && !ok {
		return dst
	}
	name := string(channel)
	p.digest.change(name, c.members, members)
	if members == 0 {
		delete(p.counts, name)
	} else {
		p.counts[name] = count{members, p.round}
	}
	return p.add(dst, name, members-c.members)
}

// sweep drops what was not told again in this round; called once the node has told everything.
func (p *peer) sweep(dst []delta) []delta {
	if p.swept == p.round {
		return dst
	}
	p.swept = p.round
	for name, c := range p.counts {
		if c.round != p.round {
			p.digest.change(name, c.members, 0)
			delete(p.counts, name)
			dst = p.add(dst, name, -c.members)
		}
	}
	return dst
}

// count takes all of the node's members into the sums.
func (p *peer) count(dst []delta) []delta {
	p.counted = true
	for name, c := range p.counts {
		dst = append(dst, delta{name, c.members})
	}
	return dst
}

// uncount takes them out.
func (p *peer) uncount(dst []delta) []delta {
	if p.counted {
		for name, c := range p.counts {
			dst = append(dst, delta{name, -c.members})
		}
	}
	return dst
}

// add appends a change, if the node's members count at all.
func (p *peer) add(dst []delta, name string, n int64) []delta {
	if !p.counted || n == 0 {
		return dst
	}
	return append(dst, delta{name, n})
}
