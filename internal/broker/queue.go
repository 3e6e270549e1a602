package broker

import (
	"time"

	"socketchat/internal/window"
)

// The queue's bounds. Over them a publish is answered `overloaded` at once; Stats.Refused
// counts it.
const (
	maxQueued      = 10_000
	maxQueuedBytes = 64 << 20
)

// publish is one broadcast that waits for its place in the log.
type publish struct {
	channel  string        // with Redis
	packet   []byte        // with Redis
	entry    *window.Entry // with Local
	deadline time.Time     // when it must have left the queue
	answerBy time.Time     // with Redis: when it must be answered
	done     Done
}

// size is what the publish counts against the queue's bytes.
func (p *publish) size() int64 {
	const overhead = 128
	if p.entry != nil {
		return int64(len(p.entry.Channel)) + int64(len(p.entry.Frame)) + overhead
	}
	return int64(len(p.channel)) + int64(len(p.packet)) + overhead
}

// queue is a bounded first-in first-out queue of publishes. Its owner locks it.
type queue struct {
	items    []publish
	head     int
	bytes    int64
	earliest time.Time // no deadline lies before it; zero: nothing waits
}

func (q *queue) len() int { return len(q.items) - q.head }

// push appends p, or reports false when that would pass a bound.
func (q *queue) push(p publish) bool {
	if q.len() >= maxQueued || q.bytes+p.size() > maxQueuedBytes {
		return false
	}
	if q.head > len(q.items)/2 {
		n := copy(q.items, q.items[q.head:])
		clear(q.items[n:])
		q.items, q.head = q.items[:n], 0
	}
	if q.len() == 0 || p.deadline.Before(q.earliest) {
		q.earliest = p.deadline
	}
	q.items = append(q.items, p)
	q.bytes += p.size()
	return true
}

// waiting is what waits, oldest first; it is valid until the next push.
func (q *queue) waiting() []publish { return q.items[q.head:] }

// drop removes the n oldest.
func (q *queue) drop(n int) {
	for i := q.head; i < q.head+n; i++ {
		q.bytes -= q.items[i].size()
		q.items[i] = publish{}
	}
	q.head += n
	q.settle()
}

// expire moves to dst what must be answered by now.
func (q *queue) expire(now time.Time, dst []publish) []publish {
	if q.len() == 0 || now.Before(q.earliest) {
		return dst
	}
	q.earliest = time.Time{}
	kept := q.items[:q.head]
	for i := q.head; i < len(q.items); i++ {
		p := q.items[i]
		if !p.deadline.After(now) {
			q.bytes -= p.size()
			dst = append(dst, p)
			continue
		}
		if q.earliest.IsZero() || p.deadline.Before(q.earliest) {
			q.earliest = p.deadline
		}
		kept = append(kept, p)
	}
	clear(q.items[len(kept):])
	q.items = kept
	q.settle()
	return dst
}

// take moves all to dst.
func (q *queue) take(dst []publish) []publish {
	dst = append(dst, q.waiting()...)
	q.drop(q.len())
	return dst
}

// settle lets go of a large array that is no longer needed.
func (q *queue) settle() {
	if q.len() > 0 {
		return
	}
	const keep = 1024
	q.items, q.head, q.earliest = q.items[:0], 0, time.Time{}
	if cap(q.items) > keep {
		q.items = nil
	}
}
