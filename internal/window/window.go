// Package window holds the recent end of the log on this node: a ring of immutable entries
// with one atomic tail. A broker fills it; shards read it, each by an index of its own.
//
// One order: entries leave the window in the order in which the tail passed them, for every
// reader. Waiting goes one way: the mover of the tail waits for the slowest reader, a reader
// never waits for the mover.
package window

import (
	"sync/atomic"
	"time"

	"socketchat/internal/later"
)

// Window is a ring of entries. One goroutine at a time moves the tail (the mover: the Redis
// subscriber, or whoever holds the embedded log's lock); any number of readers follow.
type Window struct {
	// Static after construction; readers and waiters before the first Append.
	ring     []*Entry
	maxBytes int64
	readers  []*Reader
	waiters  []*Waiter
	onAppend func(entries []*Entry)
	onInline func(e *Entry) later.Runner

	// tail counts the entries appended so far. A slot is written before the tail passes it
	// and is not touched again before every reader's index has passed it, so the atomic tail
	// orders all access to the ring.
	tail atomic.Uint64

	// Owned by the mover.
	head  uint64 // the oldest entry that is still held
	bytes int64  // size of the entries in [head, tail)

	held    atomic.Int64 // bytes, for Stats
	awaited atomic.Bool  // written by the log's appender
}

// New returns a window of at most entries entries (a power of two) and maxBytes bytes.
func New(entries int, maxBytes int64) *Window {
	if entries <= 0 || entries&(entries-1) != 0 {
		panic("window: the number of entries must be a power of two")
	}
	return &Window{ring: make([]*Entry, entries), maxBytes: maxBytes}
}

// OnAppend sets what is called, by the mover, after the tail has passed entries. It is there
// to wake the readers that the entries concern. Call it before the first Append.
func (w *Window) OnAppend(f func(entries []*Entry)) { w.onAppend = f }

// OnAppendInline sets what is called in its place by TryAppendInline: it may return one of the
// readers, where there is little to do, instead of waking it. Call it before the first Append.
func (w *Window) OnAppendInline(f func(e *Entry) later.Runner) { w.onInline = f }

// Tail returns the index after the newest entry.
func (w *Window) Tail() uint64 { return w.tail.Load() }

// At returns the entry at index i. Only a reader whose index is at most i may ask, and only
// for i below the tail.
func (w *Window) At(i uint64) *Entry { return w.ring[i&uint64(len(w.ring)-1)] }

// TryAppend moves the tail over as many entries as there is room for and returns their
// number. Only the mover calls it. With too little room it wakes every reader that lags;
// the mover then waits on a Waiter, which waits in the one direction that is allowed.
func (w *Window) TryAppend(entries []*Entry) int {
	n := w.append(entries)
	if n > 0 && w.onAppend != nil {
		w.onAppend(entries[:n])
	}
	return n
}

// TryAppendInline does the same for one entry and leaves a reader that it concerns to the
// mover, where there is little to do for it: next, unless it is nil, must be Run, once the mover
// holds no lock and soon. It saves the hop to the reader's goroutine.
func (w *Window) TryAppendInline(e *Entry) (ok bool, next later.Runner) {
	one := [1]*Entry{e}
	if w.onInline == nil {
		return w.TryAppend(one[:]) == 1, nil
	}
	if w.append(one[:]) == 0 {
		return false, nil
	}
	return true, w.onInline(e)
}

// append moves the tail, and tells nobody but those that hold the ring.
func (w *Window) append(entries []*Entry) (n int) {
	if len(entries) == 0 {
		return 0
	}
	w.trim()
	now := time.Now().UnixNano()
	tail := w.tail.Load()
	for _, e := range entries {
		if !w.fits(e, tail) {
			break
		}
		e.at = now
		w.ring[tail&uint64(len(w.ring)-1)] = e
		w.bytes += e.size()
		tail++
		n++
	}
	w.tail.Store(tail)
	w.held.Store(w.bytes)
	if n < len(entries) || tail-w.head > uint64(len(w.ring)/4) || w.bytes > w.maxBytes/4 {
		w.wakeLaggards(tail)
	}
	return n
}

// fits reports whether e may be appended at index tail. A single entry larger than the whole
// window is let in alone.
func (w *Window) fits(e *Entry, tail uint64) bool {
	if tail == w.head {
		return true
	}
	return tail-w.head < uint64(len(w.ring)) && w.bytes+e.size() <= w.maxBytes
}

// trim lets go of what every reader has passed. Nothing reads an entry after fan-out yet;
// once recovery does, only what is over the bounds goes.
func (w *Window) trim() {
	low := w.tail.Load()
	for _, r := range w.readers {
		low = min(low, r.index.Load())
	}
	for ; w.head < low; w.head++ {
		slot := w.head & uint64(len(w.ring)-1)
		w.bytes -= w.ring[slot].size()
		w.ring[slot] = nil
	}
}

// wakeLaggards wakes the readers that sleep although what lies before them takes a quarter of
// the window, or the room of the next entry: no entry concerned them, but they hold the ring.
func (w *Window) wakeLaggards(tail uint64) {
	for _, r := range w.readers {
		if r.index.Load() < tail {
			r.Wake()
		}
	}
}

// Lag returns how long the oldest entry that is not fanned out has waited. A reader that
// sleeps without interest in what lies before it counts as caught up.
func (w *Window) Lag() time.Duration {
	var oldest int64
	for _, r := range w.readers {
		if at := r.behind.Load(); at != 0 && (oldest == 0 || at < oldest) {
			oldest = at
		}
	}
	if oldest == 0 {
		return 0
	}
	return time.Duration(time.Now().UnixNano() - oldest)
}

// Stats is a reading of the window's counters.
type Stats struct {
	Entries uint64 // appended since the start
	Bytes   int64  // held now
	Lag     time.Duration
}

// Stats returns the counters. Any goroutine may call it.
func (w *Window) Stats() Stats {
	return Stats{Entries: w.tail.Load(), Bytes: w.held.Load(), Lag: w.Lag()}
}
