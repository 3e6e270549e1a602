// Package registry knows who is connected where: how many members each channel has on the other
// nodes. Counts travel as items of the one log, so that they need no storage of their own, and
// hold as long as their node's heartbeats come.
//
// Each node tells the channels that have changed, coalesced, and with every heartbeat a digest
// of all that it has told. Whoever has it differently, because it started late, or read over a
// gap, or Redis was emptied, asks the node to tell everything anew. So nothing has to be done
// about any of these, and whatever goes wrong is put right by the next heartbeat.
package registry

import (
	"context"
	"log/slog"
	"time"

	"socketchat/internal/broker"
)

// Config is what a registry needs to know.
type Config struct {
	// Interval is the least time between two counts of one channel.
	Interval time.Duration
	// Members returns the number of a channel's members on this node.
	Members func(channel string) int64
	// Channels calls f with each channel that has members on this node.
	Channels func(f func(channel string))
	// Others is told how what the other nodes' members of a channel sum up to has changed.
	Others func(channel string, n int64)
	Log    *slog.Logger
}

// Registry tells the other nodes this one's counts and adds up theirs. All methods may be
// called from any goroutine.
type Registry struct {
	// Static after construction.
	config   Config
	node     NodeID
	wake     func() // has the log ask for what is to be told
	outbox   *outbox
	announce *announcer
	book     *book
	stats    counters
	quit     context.CancelFunc
	ended    chan struct{}

	deltas []delta // owned by the tail's goroutine
}

// New returns a registry whose items carry, the method Carry of the log, has put into the log.
// Call it before the log starts.
func New(c Config, carry func(broker.Control) (node [16]byte, wake func())) *Registry {
	r := &Registry{config: c, outbox: newOutbox(c.Interval)}
	r.announce = &announcer{
		outbox: r.outbox, members: c.Members, channels: c.Channels,
		stats: &r.stats, counts: make(map[string]int64),
	}
	r.node, r.wake = carry(broker.Control{
		Write: r.announce.write, Written: r.announce.written, Next: r.announce.next,
		Last: r.last, Read: r.read,
	})
	r.announce.node, r.book = r.node, newBook(r.node)
	return r
}

// Start starts the goroutine that ends leases; Stop stops it.
func (r *Registry) Start() {
	ctx, cancel := context.WithCancel(context.Background())
	r.quit, r.ended = cancel, make(chan struct{})
	go r.run(ctx)
}

// Stop ends what Start began.
func (r *Registry) Stop() {
	if r.quit != nil {
		r.quit()
		<-r.ended
	}
}

func (r *Registry) run(ctx context.Context) {
	defer close(r.ended)
	tick := time.NewTicker(sweepInterval)
	defer tick.Stop()
	for {
		select {
		case now := <-tick.C:
			r.sweep(now)
		case <-ctx.Done():
			return
		}
	}
}

// sweep ends the leases of nodes that were not heard of for too long.
func (r *Registry) sweep(now time.Time) {
	deltas, ended := r.book.lapse(now, nil)
	r.apply(deltas)
	for _, id := range ended {
		r.stats.lapses.Add(1)
		r.config.Log.Warn("a node is silent: its members no longer count", "node", id.String(), "after", lease.String())
	}
}

// Changed notes that a channel's members on this node changed.
func (r *Registry) Changed(channel string) {
	if r.outbox.change(channel) {
		r.wake()
	}
}

// read takes an item of the log. It runs on the tail's goroutine.
func (r *Registry) read(tag byte, body []byte) (known bool, err error) {
	i, known, err := decode(tag, body)
	if err != nil || !known {
		return known, err
	}
	var e event
	r.deltas, e = r.book.read(tag, &i, time.Now(), r.deltas[:0])
	r.apply(r.deltas)
	if clear(r.deltas); cap(r.deltas) > 4096 {
		r.deltas = nil
	}
	switch {
	case e.wanted:
		r.outbox.wanted()
		r.wake()
	case e.ask:
		r.outbox.ask(i.node)
		r.wake()
	case e.came:
		r.config.Log.Info("a node's members count", "node", i.node.String())
	case e.went:
		r.config.Log.Info("a node has stopped: its members no longer count", "node", i.node.String())
	}
	if tag == tagCount {
		r.stats.received.Add(1)
	}
	return true, nil
}

// apply passes changes on, without a lock; as differences they may come in any order.
func (r *Registry) apply(deltas []delta) {
	for _, d := range deltas {
		r.config.Others(d.channel, d.n)
	}
}

func (r *Registry) last(dst []byte) []byte { return appendBare(dst, tagBye, r.node) }
