package loop

import (
	"log/slog"
	"sync"
	"time"
)

// pauseLogEvery is the least time between two log lines about pauses.
const pauseLogEvery = 10 * time.Second

// roster knows the open connections, and holds accepting back while there are too many.
type roster struct {
	max int
	log *slog.Logger

	mu     sync.Mutex
	change *sync.Cond
	open   map[*Conn]struct{}
	kept   int  // descriptors of connections that have left and are not free yet
	busy   int  // calls under way that stop waits for
	closed bool // no more is accepted
	paused bool // nothing has been accepted since
	pauses uint64
	said   time.Time // when a pause was last logged
}

func newRoster(limit int, log *slog.Logger) *roster {
	r := &roster{max: limit, log: log, open: make(map[*Conn]struct{})}
	r.change = sync.NewCond(&r.mu)
	return r
}

func (r *roster) enter(c *Conn) {
	r.mu.Lock()
	r.open[c] = struct{}{}
	r.paused = false
	r.mu.Unlock()
}

// leave takes c out and then runs after, which may block; drained waits for that.
func (r *roster) leave(c *Conn, after func()) {
	r.mu.Lock()
	delete(r.open, c)
	r.busy++
	r.change.Broadcast()
	r.mu.Unlock()
	defer r.done()
	after()
}

// keep notes that the descriptor of a connection that is about to leave is not free yet, until free.
func (r *roster) keep() {
	r.mu.Lock()
	r.kept++
	r.mu.Unlock()
}

// free notes that n of them are.
func (r *roster) free(n int) {
	r.mu.Lock()
	r.kept -= n
	r.change.Broadcast()
	r.mu.Unlock()
}

// background runs f on a goroutine that ends with it; drained waits for that.
func (r *roster) background(f func()) {
	r.mu.Lock()
	r.busy++
	r.mu.Unlock()
	go func() {
		defer r.done()
		f()
	}()
}

func (r *roster) done() {
	r.mu.Lock()
	r.busy--
	r.change.Broadcast()
	r.mu.Unlock()
}

// admit waits until another connection may be open. It reports false once the roster is closed.
func (r *roster) admit() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for !r.closed && len(r.open)+r.kept >= r.max {
		r.pauseLocked("connections", len(r.open), "limit", r.max)
		r.change.Wait()
	}
	return !r.closed
}

// exhausted waits, after the kernel refused a descriptor, until a connection closes or a while
// has passed: others may give descriptors back too.
func (r *roster) exhausted(err error, d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return
	}
	r.pauseLocked("connections", len(r.open), "error", err)
	alarm := time.AfterFunc(d, r.change.Broadcast)
	r.change.Wait()
	alarm.Stop()
}

// pauseLocked counts each pause. A node at its limit pauses for nearly each connection, so that
// the log does not hear of all of them.
func (r *roster) pauseLocked(args ...any) {
	if r.paused {
		return
	}
	r.paused = true
	r.pauses++
	if now := time.Now(); now.Sub(r.said) > pauseLogEvery {
		r.said = now
		r.log.Warn("accepting is paused: no descriptor to spare; raise the limit of open files (ulimit -n) or start another node", args...)
	}
}

// close makes admit and exhausted return.
func (r *roster) close() {
	r.mu.Lock()
	r.closed = true
	r.change.Broadcast()
	r.mu.Unlock()
}

// all returns the open connections.
func (r *roster) all() []*Conn {
	r.mu.Lock()
	defer r.mu.Unlock()
	conns := make([]*Conn, 0, len(r.open))
	for c := range r.open {
		conns = append(conns, c)
	}
	return conns
}

// drained waits until nothing is open and nothing runs.
func (r *roster) drained() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for len(r.open) > 0 || r.busy > 0 {
		r.change.Wait()
	}
}

func (r *roster) count() (open int, pauses uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.open), r.pauses
}
