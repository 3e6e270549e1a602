package registry

import (
	"sync"
	"time"
)

// lease is how long a node's members count after its newest heartbeat; sweeping adds up to
// sweepInterval. Together they stay below the 15 s that are promised (DESIGN.md, "Times that
// are promised").
const (
	lease         = 10 * time.Second
	sweepInterval = time.Second
)

// memory is for how long a node's counts are kept beyond its lease: a heartbeat with the right
// digest brings them back at once, for example when Redis was away.
const memory = 2 * time.Minute

// askPause is how long a node that was asked has before it is asked again.
const askPause = 3 * time.Second

// Bounds on what the log may make this node hold: other nodes, and channels of all of them.
const (
	maxPeers  = 1024
	maxCounts = 1 << 22
)

// delta is a change of what the other nodes' members of a channel sum up to.
type delta struct {
	channel string
	n       int64
}

// book is what this node knows of the others.
type book struct {
	node NodeID // static: this node

	mu    sync.Mutex
	peers map[NodeID]*peer
	held  int // channels of all peers
}

func newBook(node NodeID) *book { return &book{node: node, peers: make(map[NodeID]*peer)} }

// event is what a reading of the log means beyond the sums.
type event struct {
	wanted bool // this node is to tell everything
	ask    bool // the item's node is to be asked for everything
	came   bool // its members count from now on
	went   bool // it said goodbye
}

// read takes an item in the log's order and appends to dst what it changes.
func (b *book) read(tag byte, i *item, now time.Time, dst []delta) ([]delta, event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if tag == tagAsk {
		return dst, b.askedLocked(i, now)
	}
	if i.node == b.node {
		return dst, event{}
	}
	p := b.peers[i.node]
	if p == nil {
		if tag == tagBye || len(b.peers) >= maxPeers {
			return dst, event{}
		}
		p = &peer{counts: make(map[string]count)}
		b.peers[i.node] = p
	}
	p.seen = now
	switch tag {
	case tagCount:
		if b.held < maxCounts || i.members == 0 {
			dst = p.set(i.channel, i.members, dst)
		}
	case tagAnew:
		p.round++
	case tagPresence:
		return b.presenceLocked(p, i, now, dst)
	case tagBye:
		delete(b.peers, i.node)
		b.held -= len(p.counts)
		return p.uncount(dst), event{went: p.counted}
	}
	b.recountLocked(p)
	return dst, event{}
}

// askedLocked takes note of an ask, also of another node's: one answer serves all.
func (b *book) askedLocked(i *item, now time.Time) event {
	if p := b.peers[i.asked]; p != nil {
		p.asked = now
	}
	return event{wanted: i.asked == b.node && i.node != b.node}
}

// presenceLocked holds what is known of a node against its digest.
func (b *book) presenceLocked(p *peer, i *item, now time.Time, dst []delta) ([]delta, event) {
	if !i.settled {
		return dst, event{}
	}
	dst = p.sweep(dst)
	b.recountLocked(p)
	if uint64(p.digest) != i.digest {
		ask := now.Sub(p.asked) >= askPause
		if ask {
			p.asked = now
		}
		return dst, event{ask: ask}
	}
	if p.counted {
		return dst, event{}
	}
	return p.count(dst), event{came: true}
}

// recountLocked keeps held right after p's counts changed.
func (b *book) recountLocked(p *peer) {
	b.held += len(p.counts) - p.held
	p.held = len(p.counts)
}

// lapse ends the leases that are over at now and appends to dst what that changes; ended has
// the nodes.
func (b *book) lapse(now time.Time, dst []delta) (_ []delta, ended []NodeID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for id, p := range b.peers {
		age := now.Sub(p.seen)
		if age > lease && p.counted {
			dst = p.uncount(dst)
			ended = append(ended, id)
			p.counted = false
		}
		if age > memory {
			delete(b.peers, id)
			b.held -= p.held
		}
	}
	return dst, ended
}

// nodes is how many other nodes' members count.
func (b *book) nodes() (n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range b.peers {
		if p.counted {
			n++
		}
	}
	return n
}
