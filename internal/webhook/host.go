package webhook

import (
	"container/list"
	"time"
)

const (
	// hostSlots is how many attempts may be under way to one host that answers in time.
	hostSlots = 8
	// slowSlots is the same for one that does not.
	slowSlots = 2
	// slowAfter is what "in time" means.
	slowAfter = time.Second
	// keptHosts is how many hosts are remembered without a webhook.
	keptHosts = 1024
)

// host is a receiver: what waits for it, and how it has answered of late. A host starts in the slow
// lane with one attempt at a time, gains one with each success, and falls back with a failure.
// Guarded by the Sender's mu.
type host struct {
	name     string // "name:port"
	queue    list.List
	waiting  int // queued, under way, or waiting for a retry
	inFlight int
	slots    int  // attempts that may be under way
	quick    bool // the latest answer was a success, and in time

	lane    *lane         // where it is listed as ready; nil: it is not
	element *list.Element // its place there
	quiet   time.Time     // until then nothing is logged of it
}

func newHost(name string) *host { return &host{name: name, slots: 1} }

// ready reports whether an attempt may begin.
func (h *host) ready() bool { return h.queue.Len() > 0 && h.inFlight < h.slots }

// push queues a message, a retry before what has not been tried: its body ages.
func (h *host) push(m *message) {
	if m.attempts > 0 {
		h.queue.PushFront(m)
		return
	}
	h.queue.PushBack(m)
}

func (h *host) pop() *message { return h.queue.Remove(h.queue.Front()).(*message) }

// learn adjusts what the host may have to how an attempt ended.
func (h *host) learn(o outcome) {
	h.quick = o.failure == none && o.took <= slowAfter
	switch {
	case o.failure != none:
		h.slots = 1
	case h.quick:
		h.slots = min(h.slots+1, hostSlots)
	default:
		h.slots = min(h.slots+1, slowSlots)
	}
}
