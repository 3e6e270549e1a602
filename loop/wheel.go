package loop

import (
	"math"
	"sync"
	"sync/atomic"
	"time"

	"socketchat/internal/reason"
)

// wheel holds the deadlines of connections in coarse slots. It is lazy: a timer moves only when
// its deadline comes before the slot that it is filed in, and is looked at again when that slot
// is due. So a connection that is asked and answered all the time costs two atomic stores.
type wheel struct {
	start time.Time
	nudge chan struct{} // the next slot to wait for has become nearer

	mu    sync.Mutex
	slots [slots]*timer
	now   int64 // the last tick taken
	wake  int64 // the tick that the reaper sleeps for
	count int
}

const (
	tick  = 25 * time.Millisecond
	slots = 1024 // later deadlines wait in the last one and are filed again
	never = math.MaxInt64
)

// timer is a connection's deadline.
type timer struct {
	c   *Conn
	due atomic.Int64 // milliseconds since the wheel's start, and 8 bits of reason; 0 is none
	at  atomic.Int64 // the tick that it is filed for, plus 1; 0 while it is not filed

	prev, next *timer // guarded by the wheel's mu
}

func newWheel() *wheel {
	return &wheel{start: time.Now(), nudge: make(chan struct{}, 1), wake: never}
}

func (t *timer) clear() { t.due.Store(0) }

// ticks rounds up, so that nothing is due early.
func ticks(due int64) int64 { return (due>>8 + tick.Milliseconds() - 1) / tick.Milliseconds() }

// set gives t the deadline d from now. It runs under the connection's lock.
func (w *wheel) set(t *timer, d time.Duration, r reason.Reason) {
	ms := max(1, (time.Since(w.start) + d).Milliseconds())
	due := ms<<8 | int64(r)
	t.due.Store(due)
	// The reaper stores at before it loads due: one of the two sees the other's store.
	if at := t.at.Load(); at != 0 && at-1 <= ticks(due) {
		return
	}
	w.mu.Lock()
	w.unlink(t)
	w.file(t, ticks(due))
	near := w.wake > t.at.Load()-1
	w.mu.Unlock()
	if near {
		select {
		case w.nudge <- struct{}{}:
		default:
		}
	}
}

// remove forgets t. Nobody may set it any more.
func (w *wheel) remove(t *timer) {
	t.clear()
	w.mu.Lock()
	w.unlink(t)
	w.mu.Unlock()
}

func (w *wheel) file(t *timer, at int64) {
	at = min(max(at, w.now+1), w.now+slots-1)
	head := &w.slots[at%slots]
	t.prev, t.next = nil, *head
	if t.next != nil {
		t.next.prev = t
	}
	*head = t
	w.count++
	t.at.Store(at + 1)
}

func (w *wheel) unlink(t *timer) {
	at := t.at.Load()
	if at == 0 {
		return
	}
	if t.prev != nil {
		t.prev.next = t.next
	} else {
		w.slots[(at-1)%slots] = t.next
	}
	if t.next != nil {
		t.next.prev = t.prev
	}
	t.prev, t.next = nil, nil
	w.count--
	t.at.Store(0)
}

// advance appends the timers that are due now, and files those again whose deadline has moved.
func (w *wheel) advance(expired []*timer) []*timer {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := int64(time.Since(w.start) / tick)
	from := max(w.now+1, now-slots+1)
	for w.now = from; w.now <= now; w.now++ {
		for t := w.slots[w.now%slots]; t != nil; t = w.slots[w.now%slots] {
			w.unlink(t)
			switch due := t.due.Load(); {
			case due == 0:
			case ticks(due) <= w.now:
				expired = append(expired, t)
			default:
				w.file(t, ticks(due))
			}
		}
	}
	w.now = max(now, from-1)
	return expired
}

// next returns how long the reaper may sleep, and whether it need wake at all.
func (w *wheel) next() (time.Duration, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.wake = never
	if w.count == 0 {
		return 0, false
	}
	for at := w.now + 1; at < w.now+slots; at++ {
		if w.slots[at%slots] != nil {
			w.wake = at
			break
		}
	}
	return time.Until(w.start.Add(time.Duration(w.wake) * tick)), true
}
