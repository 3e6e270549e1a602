package broker

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"socketchat/internal/window"
)

// appender takes publishes and appends what waits as one batch, over one connection: batches
// form by themselves while the one before is under way.
type appender struct {
	// Static after construction.
	config   *RedisConfig
	window   *window.Window
	waiter   *window.Waiter
	health   *health
	node     []byte
	begin    func(place)   // called once, before the first append, with where the log stands
	kick     chan struct{} // something was queued, or stopping; holds one token
	quit     chan struct{} // closed when stopping
	answerer *answerer
	control  *Control // nil: nothing but broadcasts and heartbeats

	newest            milestone // of the batches that were appended
	appended, batches atomic.Uint64
	suspect           atomic.Bool // the connection may have ended: a heartbeat must pass before a batch

	mu      sync.Mutex
	running bool
	queue   queue
	down    *failure // appends fail: publishes are answered at once
	refused uint64
	expired uint64

	// Owned by run.
	link     *link
	began    bool
	nextBeat time.Time
	payload  []byte
	lost     *batch // what was under way when the link failed
}

// publish queues p or answers it at once.
func (a *appender) publish(p publish) {
	a.mu.Lock()
	err := a.enqueueLocked(p)
	a.mu.Unlock()
	if err != nil {
		p.done("", err)
		return
	}
	signal(a.kick)
}

func (a *appender) enqueueLocked(p publish) *Error {
	switch {
	case !a.running:
		return errStopping()
	case a.down != nil:
		return errAway(a.down.text)
	case !a.queue.push(p):
		a.refused++
		return errQueueFull(a.queue.len(), a.queue.bytes)
	}
	return nil
}

// run appends until stopping and nothing waits, or until ctx ends. The broker's Stop stops it.
func (a *appender) run(ctx context.Context) {
	defer a.finish()
	backoff := time.Duration(0)
	for ctx.Err() == nil {
		err := a.connect(ctx)
		if err == nil {
			backoff = 0
			err = a.serve(ctx)
		}
		if err == nil {
			return
		}
		a.fail(ctx, err)
		backoff = longer(backoff)
		if !sleep(a.quit, backoff) {
			return
		}
	}
}

// connect opens a link that has answered a heartbeat; only then may a batch be sent on it.
func (a *appender) connect(run context.Context) (err error) {
	if a.link, err = openLink(run, a.config); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(run, appendTimeout)
	defer cancel()
	if a.began {
		a.health.reconnects.Add(1)
	} else if err := a.start(ctx); err != nil {
		return err
	}
	if err := a.beat(ctx); err != nil {
		return err
	}
	a.mu.Lock()
	a.down = nil
	a.mu.Unlock()
	a.health.works(partAppend)
	return nil
}

// start tells the tail where the log stands before anything is appended to it.
func (a *appender) start(ctx context.Context) error {
	at, err := a.link.position(ctx)
	if err != nil {
		return err
	}
	a.began = true
	a.begin(at)
	return inspect(ctx, a.link, a.health.log)
}

// doubt has the connection tried with a heartbeat before the next batch is sent on it. The tail
// calls it when its own connection, to the same Redis, has ended: a batch that is sent on one
// that ended too would be answered outcome_unknown.
func (a *appender) doubt() {
	a.suspect.Store(true)
	signal(a.kick)
}

// serve appends batches and heartbeats until something fails. It returns nil when stopping
// and nothing waits.
func (a *appender) serve(ctx context.Context) error {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		if a.suspect.Swap(false) || !time.Now().Before(a.nextBeat) {
			if err := a.beat(ctx); err != nil {
				return err
			}
		}
		b, next, stopped := a.take()
		if b != nil {
			if err := a.send(ctx, b); err != nil {
				return err
			}
			continue
		}
		control := a.nextControl()
		if control == 0 {
			if err := a.tell(ctx); err != nil {
				return err
			}
			continue
		}
		if stopped {
			a.farewell(ctx)
			return nil
		}
		timer.Reset(min(wait(next), control, max(time.Until(a.nextBeat), 0)))
		select {
		case <-a.kick:
		case <-a.waiter.C():
		case <-timer.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// beat appends a heartbeat, as an entry of its own.
func (a *appender) beat(ctx context.Context) error {
	a.nextBeat = time.Now().Add(beatInterval)
	a.payload = append(a.payload[:0], entryVersion)
	a.payload = appendHeartbeat(a.payload, heartbeat{node: a.node, at: uint64(a.health.now())})
	a.write(true)
	_, err := a.link.append(ctx, a.payload, appendTimeout)
	a.written(err == nil)
	if err != nil {
		return err
	}
	a.health.appended()
	return nil
}

// finish answers what still waits, and ends the answerer.
func (a *appender) finish() {
	if a.link != nil {
		a.link.close()
	}
	b := a.answerer.batch()
	a.mu.Lock()
	a.running = false
	b.publishes = a.queue.take(b.publishes)
	a.mu.Unlock()
	b.err = errStopping()
	a.answerer.batches <- b
	close(a.answerer.batches)
}
