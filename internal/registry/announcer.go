package registry

import (
	"time"
)

// announceBytes is about how much one entry carries of counts.
const announceBytes = 32 << 10

// anewPause is the least time between two times that a node tells everything.
const anewPause = 2 * time.Second

// announcer tells the other nodes this one's counts. All of it is owned by the appending
// goroutine.
type announcer struct {
	// Static after construction.
	node     NodeID
	outbox   *outbox
	members  func(channel string) int64
	channels func(f func(channel string))
	stats    *counters

	counts  map[string]int64 // as told; without zeros
	digest  digest           // of counts
	backlog []string         // to be told whatever was told before
	flight  []string         // told in the entry that is under way
	anew    bool             // the entry under way begins to tell everything
	silent  bool             // a digest is owed: everything was told anew
	began   time.Time        // when everything was told anew last
	scratch []string
}

// write appends what is to be told now, at most about announceBytes.
func (a *announcer) write(dst []byte, beat bool) []byte {
	now, limit := time.Now(), len(dst)+announceBytes
	if now.Sub(a.began) >= anewPause && a.outbox.isWanted() {
		dst = a.begin(dst, now)
	}
	for _, n := range a.outbox.takeAsks() {
		dst = appendAsk(dst, a.node, n)
		a.stats.asks.Add(1)
	}
	dst = a.clearBacklog(dst, limit)
	dst = a.tellChanged(dst, limit, now)
	settled := len(a.backlog) == 0
	if beat || settled && a.silent {
		dst = appendPresence(dst, a.node, uint64(a.digest), settled)
		a.silent = a.silent && !settled
	}
	return dst
}

// begin has everything told, from a snapshot of the channels.
func (a *announcer) begin(dst []byte, now time.Time) []byte {
	a.outbox.begin()
	a.began, a.anew, a.silent = now, true, true
	clear(a.counts)
	a.digest, a.backlog = 0, a.backlog[:0]
	a.channels(func(channel string) { a.backlog = append(a.backlog, channel) })
	a.stats.announcements.Add(1)
	return appendBare(dst, tagAnew, a.node)
}

// clearBacklog tells the backlog's channels up to limit, even those without members.
func (a *announcer) clearBacklog(dst []byte, limit int) []byte {
	for len(a.backlog) > 0 && len(dst) < limit {
		last := len(a.backlog) - 1
		channel := a.backlog[last]
		a.backlog[last] = ""
		a.backlog = a.backlog[:last]
		dst = a.tell(dst, channel, a.members(channel))
	}
	if len(a.backlog) == 0 {
		a.backlog = nil
	}
	return dst
}

// tellChanged tells the channels whose members differ from what was told.
func (a *announcer) tellChanged(dst []byte, limit int, now time.Time) []byte {
	const some = 64
	for len(dst) < limit {
		a.scratch = a.outbox.take(now, a.scratch[:0], some)
		for _, channel := range a.scratch {
			if n := a.members(channel); n != a.counts[channel] {
				dst = a.tell(dst, channel, n)
			}
		}
		if len(a.scratch) < some {
			break
		}
	}
	clear(a.scratch)
	return dst
}

func (a *announcer) tell(dst []byte, channel string, n int64) []byte {
	a.digest.change(channel, a.counts[channel], n)
	if n == 0 {
		delete(a.counts, channel)
	} else {
		a.counts[channel] = n
	}
	a.flight = append(a.flight, channel)
	a.stats.sent.Add(1)
	return appendCount(dst, a.node, channel, n)
}

// written has what may be lost told again before the next digest.
func (a *announcer) written(ok bool) {
	if !ok {
		a.backlog = append(a.backlog, a.flight...)
		if a.anew {
			a.outbox.wanted()
		}
		a.silent = true
	}
	clear(a.flight)
	a.flight, a.anew = a.flight[:0], false
	if cap(a.flight) > 4096 {
		a.flight = nil
	}
}

// next is when write has something; zero: nothing waits.
func (a *announcer) next() time.Time {
	if len(a.backlog) > 0 {
		return time.Unix(0, 0)
	}
	at := a.outbox.next()
	if a.outbox.isWanted() {
		if again := a.began.Add(anewPause); at.IsZero() || again.Before(at) {
			at = again
		}
	}
	return at
}
