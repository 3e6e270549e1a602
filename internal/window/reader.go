package window

import (
	"sync/atomic"
	"time"
)

// Reader is one shard's place in the window, and its sleep. The shard owns it; the mover and
// whoever posts to the shard may only Wake and Mark it.
type Reader struct {
	window *Window
	index  atomic.Uint64 // entries below it are fanned out; written by the shard
	behind atomic.Int64  // when the oldest entry not fanned out was appended; 0: caught up
	asleep atomic.Bool   // and not claimed
	due    atomic.Bool   // the goroutine waits for a token, no longer for its timer
	wake   chan struct{} // holds one token at most
}

// NewReader adds a reader at the tail. Call it before the first Append.
func (w *Window) NewReader() *Reader {
	r := &Reader{window: w, wake: make(chan struct{}, 1)}
	r.index.Store(w.tail.Load())
	w.readers = append(w.readers, r)
	return r
}

// Index returns the index of the next entry to fan out. A join takes effect at it.
func (r *Reader) Index() uint64 { return r.index.Load() }

// Begin notes that the shard starts on the entry at its index; only the shard calls it.
func (r *Reader) Begin() { r.behind.Store(r.window.At(r.index.Load()).at) }

// Advance notes that everything below index is fanned out, and tells whoever waits for room
// or for the lag to fall. What came meanwhile lags already: the shard may have to wait for a
// processor before it Begins. Only the shard calls it.
func (r *Reader) Advance(index uint64) {
	r.index.Store(index)
	var oldest int64
	if index < r.window.tail.Load() {
		oldest = r.window.At(index).at
	}
	r.behind.Store(oldest)
	for _, w := range r.window.waiters {
		w.signal()
	}
}

// Mark notes that entry concerns the reader, for Lag, asleep or not; the mover calls it before
// Wake.
func (r *Reader) Mark(e *Entry) { r.behind.CompareAndSwap(0, e.at) }

// Wake ends the reader's sleep, or does nothing when it is awake. Any goroutine may call it,
// after what the reader is to see has been stored.
func (r *Reader) Wake() {
	if r.Claim() {
		r.wake <- struct{}{}
	}
}

// Claim takes the place of a reader that sleeps: its goroutine stays asleep, and whoever has
// claimed it runs the shard, then calls Release. It reports false when the reader is awake or
// claimed. Any goroutine may call it.
func (r *Reader) Claim() bool { return r.asleep.CompareAndSwap(true, false) }

// Release ends a Claim: the reader's goroutine goes on with awake, else it sleeps on, unless
// something came in the meantime. What position and idle are Sleep says.
func (r *Reader) Release(position uint64, idle func(position uint64) bool, awake bool) {
	if awake {
		r.wake <- struct{}{}
		return
	}
	r.asleep.Store(true)
	r.forget()
	if !idle(position) || r.due.Load() {
		r.Wake()
	}
}

// Asleep reports whether the reader sleeps and nobody has claimed it.
func (r *Reader) Asleep() bool { return r.asleep.Load() }

// Sleep waits for Wake or for timer, whichever comes first (a nil timer never comes). It
// first calls idle, after the reader counts as asleep, and stays awake when that returns
// false: whatever is stored before a Wake is either seen by idle or ends the sleep. idle must
// look at what is shared alone, since the shard may be claimed from then on: what it is to
// compare, the shard's position, is handed through. Only the shard's goroutine calls it.
func (r *Reader) Sleep(position uint64, idle func(position uint64) bool, timer <-chan time.Time) {
	r.asleep.Store(true)
	r.forget()
	if !idle(position) {
		r.rouse()
		return
	}
	select {
	case <-r.wake:
	case <-timer:
		r.rouse()
	}
}

// forget clears a mark that came after the Advance past its entry: without it a reader that
// is idle, or busy with its messages alone, would count as lagging, and nothing would be
// admitted that could end it. A mark of an entry that the tail passes meanwhile may be lost
// with it; its Wake is not.
func (r *Reader) forget() {
	stale := r.behind.Load() // before the tail: what it marks lies below that
	if stale == 0 || r.index.Load() != r.window.tail.Load() || !r.behind.CompareAndSwap(stale, 0) {
		return
	}
	for _, w := range r.window.waiters {
		w.signal()
	}
}

// rouse ends the sleep from within. A Wake that came first has left a token to take; whoever
// has claimed the shard leaves one when it sees that the goroutine is due.
func (r *Reader) rouse() {
	if r.Claim() {
		return
	}
	r.due.Store(true)
	if !r.Claim() {
		<-r.wake
	}
	r.due.Store(false)
}

// Waiter lets one goroutine wait until readers have advanced.
type Waiter struct {
	waiting atomic.Bool
	c       chan struct{} // holds one token at most
}

// NewWaiter adds a waiter. Call it before the first Append.
func (w *Window) NewWaiter() *Waiter {
	t := &Waiter{c: make(chan struct{}, 1)}
	w.waiters = append(w.waiters, t)
	return t
}

// Arm must be called before the condition is looked at that may make its owner wait: an
// advance after Arm leaves a token on C.
func (t *Waiter) Arm() { t.waiting.Store(true) }

// C receives a token after readers advanced. Tokens may be stale: look at the condition again.
func (t *Waiter) C() <-chan struct{} { return t.c }

func (t *Waiter) signal() {
	if t.waiting.Load() && t.waiting.CompareAndSwap(true, false) {
		select {
		case t.c <- struct{}{}:
		default:
		}
	}
}
