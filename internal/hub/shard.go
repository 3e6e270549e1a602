package hub

import (
	"math"
	"runtime"
	"sync/atomic"
	"time"

	"socketchat/internal/later"
	"socketchat/internal/window"
)

// Shard is a serial executor: everything it owns is touched by one goroutine at a time, the
// one that runs it. Sessions are spread over the shards by id. No code may depend on which
// goroutine that is.
type Shard struct {
	// Static after construction.
	hub     *Hub
	id      int
	idleAt  func(position uint64) bool // idle, bound once
	reader  *window.Reader
	mailbox *mailbox

	// Shared.
	changes  changes
	stopping atomic.Bool
	promised atomic.Bool // somebody will Run it
	stats    shardStats

	// Owned by run.
	now          time.Time // the time of the round
	alarm        time.Time // when its goroutine, asleep, wakes by itself; zero: it does not
	position     uint64    // the index up to which entries were handed out; joins take effect at it
	channels     map[string]*channel
	wheel        *wheel
	dirty        []*Outlet // to flush in this round
	dirtySpare   []*Outlet
	backlog      map[*Outlet]struct{} // outlets with something pending after a flush
	inbox        inbox
	changesSpare []*presence
	told         []told // totals of this round
	pending      int64  // bytes that wait in its outlets
	reported     int64  // the part of pending that the hub's sum has
	delivery     delivery
}

func newShard(h *Hub, id int, r *window.Reader) *Shard {
	now := time.Now()
	s := &Shard{
		hub:      h,
		id:       id,
		reader:   r,
		mailbox:  newMailbox(),
		now:      now,
		position: r.Index(),
		channels: make(map[string]*channel),
		backlog:  make(map[*Outlet]struct{}),
		wheel:    newWheel(now),
	}
	s.idleAt = s.idle
	return s
}

// Post sends m to its recipient on the shard. A shard that sleeps and has little to do goes to q, so
// that what is posted until it runs is one round, and its writes follow each other; without a q it runs
// at once. Post waits while the mailbox is full, so the caller holds no lock and is not a shard.
func (s *Shard) Post(m Message, q later.Queue) {
	if s.mailbox.put(m) {
		s.reader.Wake()
		return
	}
	if s.reader.Asleep() && (q == nil || s.promise()) {
		later.Do(q, s)
	}
}

// promise reports whether the caller is to have the shard run: nobody else is about to.
func (s *Shard) promise() bool { return s.promised.CompareAndSwap(false, true) }

// Now returns the time of the current round.
func (s *Shard) Now() time.Time { return s.now }

// Position returns the shard's place in the window: what lies at it or after it is delivered
// to whoever joins now, and nothing before it is.
func (s *Shard) Position() uint64 { return s.position }

// Schedule sets t to expire at the given time; in place of what it was set to.
func (s *Shard) Schedule(t *Timer, owner Expirer, at time.Time) { s.wheel.set(t, owner, at) }

// Cancel stops t.
func (s *Shard) Cancel(t *Timer) { s.wheel.clear(t) }

// run executes rounds until the hub stops. Between two it lets others run: a poller that is back
// from its system call has no processor while shards are busy on all of them, and Go's scheduler
// would take one away only after 10 ms.
func (s *Shard) run() {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	defer s.mailbox.close()
	for !s.stopping.Load() {
		if s.round(s.hub.window.Tail(), math.MaxInt) {
			runtime.Gosched()
			continue
		}
		var expiry <-chan time.Time
		s.alarm = time.Time{}
		now := time.Now()
		if d, ok := s.wheel.next(now); ok {
			s.alarm = now.Add(d)
			timer.Reset(d)
			expiry = timer.C
		}
		s.reader.Sleep(s.position, s.idleAt, expiry)
	}
	for more := true; more; more = s.inbox.left() || s.mailbox.len() > 0 {
		s.round(s.hub.window.Tail(), math.MaxInt)
	}
}

// round does everything that is to be done now, in an order that carries the guarantees: the
// tail is read once and the entries up to it go to the members as they are; then messages, so
// that a join takes effect at the shard's position and its ack precedes the channel's first
// broadcast; then one write a connection. Messages come after the entries because a shard
// may have slept through entries that nobody here was interested in, perhaps for minutes:
// whoever joins now must not get them. Of the messages it takes a share, see inbox. It reports
// whether there is more to do at once.
//
// Totals that go to more than limit members, and with any limit timers, are left to the
// shard's own goroutine.
func (s *Shard) round(tail uint64, limit int) (more bool) {
	s.now = time.Now()
	oldest := s.deliver(tail)
	s.drain()
	s.takeChanges(limit)
	if limit == math.MaxInt {
		s.wheel.advance(s.now, s.expire)
	}
	if len(s.told) > 0 {
		s.flushTold()
	} else {
		s.flush()
	}
	if s.position != s.reader.Index() {
		s.reader.Advance(s.position)
	}
	if oldest != nil {
		s.hub.lag.Observe(time.Duration(time.Now().UnixNano() - oldest.At()))
	}
	s.boundPending()
	return s.position != s.hub.window.Tail() || len(s.dirty) > 0 || s.inbox.left()
}

// idle reports whether there is nothing to do for a shard at position. The shard counts as
// asleep when it is called, and may run elsewhere: only what is shared is looked at.
func (s *Shard) idle(position uint64) bool {
	return !s.stopping.Load() && position == s.hub.window.Tail() &&
		s.mailbox.len() == 0 && !s.hasChanges()
}

func (s *Shard) expire(e Expirer) {
	defer s.caught(e)
	e.Expired(s.now)
}

// caught is deferred around whatever a session does on the shard: a panic ends the session
// that it was for, nobody else's.
func (s *Shard) caught(owner any) {
	v := recover()
	if v == nil {
		return
	}
	s.stats.panics.Add(1)
	if r, ok := owner.(Recipient); ok {
		defer func() {
			if recover() != nil { // while it ended
				s.stats.panics.Add(1)
			}
		}()
		r.Fail(v)
	}
}
