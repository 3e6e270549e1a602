package broker

import (
	"time"

	"socketchat/internal/window"
)

// run appends what Publish had to queue, as readers advance, and answers what waits too long.
// Stop stops it.
func (l *Local) run() {
	defer close(l.ended)
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	var turn localTurn
	for {
		next := l.drain(&turn)
		turn.answer(l)
		timer.Reset(wait(next))
		select {
		case <-l.kick:
		case <-l.waiter.C():
		case <-timer.C:
		case <-l.quit:
			l.reject()
			return
		}
	}
}

// turnSize bounds how long the lock is held.
const turnSize = 256

// localTurn is what one turn of run took from the queue: appended with their numbers from
// first on, and those whose deadline has come. It is reused.
type localTurn struct {
	appended []publish
	first    uint64
	expired  []publish
	lag      time.Duration
}

// drain takes from the queue what may be appended or must be answered, and returns when the
// next deadline comes (zero: nothing waits).
func (l *Local) drain(t *localTurn) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	t.expired = l.queue.expire(time.Now().Add(slack), t.expired[:0])
	l.expired += uint64(len(t.expired))
	t.appended, t.first = t.appended[:0], l.seq+1
	n := 0
	for _, p := range l.queue.waiting() {
		if n == turnSize {
			signal(l.kick)
			break
		}
		if !l.admit(t, p.entry) {
			break
		}
		t.appended = append(t.appended, p)
		n++
	}
	l.queue.drop(n)
	return l.queue.earliest
}

// admit appends e, or arms the waiter: only a queue that cannot be emptied has readers wake this
// goroutine, a lone broadcast does not. The caller holds the lock.
func (l *Local) admit(t *localTurn, e *window.Entry) bool {
	for range 2 {
		if t.lag = l.window.Lag(); t.lag < admissionLag && l.appendLocked(e) {
			return true
		}
		l.waiter.Arm() // and look again, since readers may have advanced before it
	}
	return false
}

// answer calls back, without the lock.
func (t *localTurn) answer(l *Local) {
	for i, p := range t.appended {
		p.done(l.cursor(t.first+uint64(i)), nil)
	}
	for _, p := range t.expired {
		p.done("", errLate(t.lag, admissionLag))
	}
	clear(t.appended)
	clear(t.expired)
}

// reject answers all that wait when the log stops.
func (l *Local) reject() {
	l.mu.Lock()
	rest := l.queue.take(nil)
	l.mu.Unlock()
	for _, p := range rest {
		p.done("", errStopping())
	}
}

// slack is how much before its deadline a publish is answered, so that deadlines which lie
// close together cost one look at the queue.
const slack = 5 * time.Millisecond

// wait is how long a timer sleeps for a deadline; zero stands for none.
func wait(next time.Time) time.Duration {
	if next.IsZero() {
		return time.Hour
	}
	return max(time.Until(next)-slack, 0) + slack/2
}
