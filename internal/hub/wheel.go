package hub

import (
	"math/bits"
	"time"
)

// The wheel turns in ticks of 10 ms; a timer further away than one turn stays in its slot
// for as many turns as it needs.
const (
	tick       = 10 * time.Millisecond
	wheelSlots = 4096
)

// Expirer is told on the shard that its timer is due.
type Expirer interface {
	Expired(now time.Time)
}

// Timer is one deadline on a shard's wheel. It lies inside what it belongs to, so that a
// session's deadlines cost no object. Owned by the shard.
type Timer struct {
	owner      Expirer
	prev, next *Timer
	due        uint64 // tick; 0: not scheduled
}

// wheel holds a shard's timers in slots by their due tick, and knows which slots are in use,
// so that the shard sleeps until the next of them. Owned by the shard.
type wheel struct {
	start time.Time
	now   uint64 // the tick up to which timers have fired
	slots [wheelSlots]*Timer
	used  [wheelSlots / 64]uint64
	count int
}

func newWheel(start time.Time) *wheel { return &wheel{start: start} }

// ticks returns the number of whole ticks from the wheel's start to t.
func (w *wheel) ticks(t time.Time) uint64 {
	return uint64(max(0, t.Sub(w.start)/tick))
}

// set schedules t for at, rounded up to a tick, in place of what it was set to.
func (w *wheel) set(t *Timer, owner Expirer, at time.Time) {
	w.clear(t)
	due := max(w.ticks(at.Add(tick-1)), w.now+1)
	slot := due % wheelSlots
	t.owner, t.due = owner, due
	t.prev, t.next = nil, w.slots[slot]
	if t.next != nil {
		t.next.prev = t
	}
	w.slots[slot] = t
	w.used[slot/64] |= 1 << (slot % 64)
	w.count++
}

// clear takes t off the wheel, if it is on it.
func (w *wheel) clear(t *Timer) {
	if t.due == 0 {
		return
	}
	slot := t.due % wheelSlots
	if t.prev != nil {
		t.prev.next = t.next
	} else {
		w.slots[slot] = t.next
	}
	if t.next != nil {
		t.next.prev = t.prev
	}
	if w.slots[slot] == nil {
		w.used[slot/64] &^= 1 << (slot % 64)
	}
	t.prev, t.next, t.due = nil, nil, 0
	w.count--
}

// advance turns the wheel to now and calls fire for each timer that is due, after taking it
// off the wheel: fire may set and clear any timer.
func (w *wheel) advance(now time.Time, fire func(Expirer)) {
	target := w.ticks(now)
	for w.now < target {
		if w.count == 0 {
			w.now = target
			return
		}
		step := w.nextUsed(target)
		w.now = step
		w.fireSlot(step, fire)
	}
}

// nextUsed returns the first tick after now, and at most limit, whose slot is in use.
func (w *wheel) nextUsed(limit uint64) uint64 {
	distance := w.distance()
	return min(w.now+distance, limit)
}

// distance returns how many ticks after now the next slot in use lies: 1 to wheelSlots.
func (w *wheel) distance() uint64 {
	from := (w.now + 1) % wheelSlots
	word := from / 64
	masked := w.used[word] &^ (1<<(from%64) - 1)
	for i := uint64(0); i <= wheelSlots/64; i++ {
		if masked != 0 {
			slot := word*64 + uint64(bits.TrailingZeros64(masked))
			return (slot+wheelSlots-from)%wheelSlots + 1
		}
		word = (word + 1) % (wheelSlots / 64)
		masked = w.used[word]
	}
	return wheelSlots
}

func (w *wheel) fireSlot(now uint64, fire func(Expirer)) {
	// Due timers are collected first: fire may change the slot's list.
	var due [64]*Timer
	for {
		n := 0
		for t := w.slots[now%wheelSlots]; t != nil && n < len(due); t = t.next {
			if t.due <= now {
				due[n] = t
				n++
			}
		}
		for _, t := range due[:n] {
			if t.due == 0 || t.due > now {
				continue // cleared or set anew by one that fired before it
			}
			owner := t.owner
			w.clear(t)
			fire(owner)
		}
		if n < len(due) {
			return
		}
	}
}

// next returns how long after now the shard may sleep before a slot in use comes up; ok is
// false when no timer is set.
func (w *wheel) next(now time.Time) (d time.Duration, ok bool) {
	if w.count == 0 {
		return 0, false
	}
	at := w.start.Add(time.Duration(w.now+w.distance()) * tick)
	return max(0, at.Sub(now)), true
}
