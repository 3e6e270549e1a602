// Package hub fans broadcasts out. It owns the shards: serial executors that each own some
// of the sessions, their per-channel subscriber slices and their output.
//
// The rules that carry the design: a session has one writer, its shard; membership is
// constant within a shard's round, so a join takes effect at the shard's index; waiting goes
// one way, pollers and the log's tail wait for shards, shards wait for nobody.
package hub

import (
	"sync"
	"sync/atomic"
	"time"

	"socketchat/internal/histogram"
	"socketchat/internal/later"
	"socketchat/internal/window"
)

// MaxShards is how many shards a hub may have: a channel's presence holds a bit for each.
const MaxShards = 64

// Config is what a hub needs to know.
type Config struct {
	Shards int
	// SlowConsumerBytes bounds what may wait for one outlet after a write attempt.
	SlowConsumerBytes int
	// PendingBytes bounds what may wait for all outlets; over it each shard closes its largest.
	PendingBytes int64
	// TotalInterval is the least time between two totals of one channel; 0: none are sent.
	TotalInterval time.Duration
	// TotalFrame returns the WebSocket frame that tells a channel's members their number.
	TotalFrame func(members int64) []byte
	// Changed is told, on a shard, that a channel's members on this node changed; nil: nobody
	// is. It must not block.
	Changed func(channel string)
}

// Hub is the set of shards on this node and what they share.
type Hub struct {
	// Static after construction.
	cfg       Config
	window    *window.Window
	shards    []*Shard
	directory *directory
	yield     func()
	wg        sync.WaitGroup

	pending atomic.Int64 // bytes that wait in all outlets, as of each shard's last round
	lag     *histogram.Histogram
}

// New returns a hub whose shards read w. Nothing runs before Start.
func New(cfg Config, w *window.Window) *Hub {
	h := &Hub{
		cfg:       cfg,
		window:    w,
		directory: newDirectory(),
		yield:     yield,
		lag:       histogram.NewLatency(),
	}
	for i := range min(max(cfg.Shards, 1), MaxShards) {
		h.shards = append(h.shards, newShard(h, i, w.NewReader()))
	}
	w.OnAppend(h.appended)
	w.OnAppendInline(h.appendedInline)
	return h
}

// Start starts one goroutine a shard; Stop ends them.
func (h *Hub) Start() {
	for _, s := range h.shards {
		h.wg.Go(s.run)
	}
}

// Stop ends the shards and waits for them. What is posted from then on is dropped, so the
// engine that posts must have stopped before.
func (h *Hub) Stop() {
	for _, s := range h.shards {
		s.stopping.Store(true)
	}
	h.wakeAll()
	h.wg.Wait()
}

// Shard returns the shard for a session whose id hashes to key.
func (h *Hub) Shard(key uint64) *Shard { return h.shards[key%uint64(len(h.shards))] }

// Members returns the number of a channel's members on this node.
func (h *Hub) Members(channel string) int64 {
	if p := h.directory.find(channel); p != nil {
		return p.members.Load()
	}
	return 0
}

// appended runs on the mover after the tail has passed entries: the shards that have members in
// one of the channels lag from now on, and those that sleep are woken. Publishing to nobody wakes
// nobody.
func (h *Hub) appended(entries []*window.Entry) {
	for _, e := range entries {
		h.wake(e, false)
	}
}

// appendedInline does the same for one entry, but leaves a shard with little to do to the mover.
func (h *Hub) appendedInline(e *window.Entry) later.Runner {
	if s := h.wake(e, true); s != nil {
		return s
	}
	return nil
}

// wake wakes the sleeping shards that e concerns. With inline it spares one of them, unless the
// channel is wide, and returns it where nobody else has promised to run it.
func (h *Hub) wake(e *window.Entry, inline bool) (run *Shard) {
	p := h.directory.find(e.Channel)
	if p == nil {
		return nil
	}
	inline = inline && p.members.Load() <= inlineWrites
	mask := p.shards.Load()
	for i, s := range h.shards {
		if mask&(1<<i) == 0 {
			continue
		}
		s.reader.Mark(e)
		if !s.reader.Asleep() {
			continue
		}
		if !inline {
			s.reader.Wake()
			continue
		}
		inline = false
		if s.promise() {
			run = s
		}
	}
	return run
}

func (h *Hub) wakeAll() {
	for _, s := range h.shards {
		s.reader.Wake()
	}
}
