package broker

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"time"

	"socketchat/internal/later"
	"socketchat/internal/window"
)

var errNotRunning = errors.New("the embedded log is not running")

// Local is the log of one node, in memory. Whoever holds its lock moves the window's tail:
// usually Publish itself, so that a broadcast costs no hop to another goroutine; while readers
// lag or the window is full one appending goroutine does it as they advance.
//
// All methods may be called from any goroutine.
type Local struct {
	// Static after construction.
	window *window.Window
	waiter *window.Waiter
	epoch  string
	kick   chan struct{} // something was queued; holds one token
	quit   chan struct{}
	ended  chan struct{}

	mu      sync.Mutex
	state   localState
	seq     uint64 // of the newest entry
	queue   queue
	batches uint64
	refused uint64
	expired uint64
}

type localState uint8

const (
	localNew localState = iota
	localRunning
	localStopping
)

// NewLocal returns a log that fills w. It starts with a random epoch: cursors of an earlier
// start do not compare with its own. Call it before w's first Append.
func NewLocal(w *window.Window) *Local {
	return &Local{
		window: w,
		waiter: w.NewWaiter(),
		epoch:  newEpoch(),
		kick:   make(chan struct{}, 1),
		quit:   make(chan struct{}),
		ended:  make(chan struct{}),
	}
}

// Start starts the appending goroutine, which Stop stops.
func (l *Local) Start() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.state != localNew {
		return errors.New("broker: the embedded log was started before")
	}
	l.state = localRunning
	go l.run()
	return nil
}

// Stop takes no more publishes, answers what waits, and waits for the appending goroutine
// until ctx ends.
func (l *Local) Stop(ctx context.Context) {
	l.mu.Lock()
	was := l.state
	l.state = localStopping
	l.mu.Unlock()
	if was != localRunning {
		return
	}
	close(l.quit)
	select {
	case <-l.ended:
	case <-ctx.Done():
	}
}

// Ready is nil from Start to Stop.
func (l *Local) Ready() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.state != localRunning {
		return errNotRunning
	}
	return nil
}

// Publish gives packet, a Socket.IO packet such as `2["event",data]`, its place in the log.
// packet must not change afterwards. A deadline that passes while the publish waits for
// admission is answered `overloaded`. A shard that sleeps and has little to deliver
// goes to q before done is called; without a q it runs.
func (l *Local) Publish(channel string, packet []byte, deadline time.Time, q later.Queue, done func(cursor string, err error)) {
	e := window.NewEntry(channel, packet, window.Position{})
	l.mu.Lock()
	if l.state != localRunning {
		l.mu.Unlock()
		done("", errStopping())
		return
	}
	if l.queue.len() == 0 && l.window.Lag() < admissionLag {
		if ok, next := l.window.TryAppendInline(l.numbered(e)); ok {
			seq := l.countLocked()
			l.mu.Unlock()
			if next != nil {
				later.Do(q, next) // before done: the fan-out keeps step with the answers
			}
			done(l.cursor(seq), nil)
			return
		}
	}
	p := publish{entry: e, deadline: deadline, done: done}
	if !l.queue.push(p) {
		l.refused++
		n, bytes := l.queue.len(), l.queue.bytes
		l.mu.Unlock()
		done("", errQueueFull(n, bytes))
		return
	}
	l.mu.Unlock()
	signal(l.kick)
}

// appendLocked moves the tail over e when there is room.
func (l *Local) appendLocked(e *window.Entry) bool {
	one := [1]*window.Entry{l.numbered(e)}
	if l.window.TryAppend(one[:]) == 0 {
		return false
	}
	l.countLocked()
	return true
}

// numbered gives e the place that it gets if it is appended now.
func (l *Local) numbered(e *window.Entry) *window.Entry {
	e.Pos = window.Position{Seq: l.seq + 1}
	return e
}

func (l *Local) countLocked() (seq uint64) {
	l.seq++
	l.batches++
	return l.seq
}

// cursor is the place of the entry numbered seq, as REST shows it.
func (l *Local) cursor(seq uint64) string {
	var room [64]byte // a string costs one allocation
	b := append(room[:0], l.epoch...)
	b = append(b, '.')
	return string(strconv.AppendUint(b, seq, 10))
}

// Stats returns the counters.
func (l *Local) Stats() Stats {
	l.mu.Lock()
	defer l.mu.Unlock()
	return Stats{
		Queued:      l.queue.len(),
		QueuedBytes: l.queue.bytes,
		Appended:    l.seq,
		Delivered:   l.seq,
		Batches:     l.batches,
		Refused:     l.refused,
		Expired:     l.expired,
		Up:          l.state == localRunning,
	}
}

// signal leaves a token for whoever waits on c, unless one lies there.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
