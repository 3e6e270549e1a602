package broker

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"socketchat/internal/window"
)

// tail follows the log with a connection of its own and moves the window over it. After an
// outage it goes on where it stopped.
type tail struct {
	// Static after construction.
	config *RedisConfig
	window *window.Window
	waiter *window.Waiter
	health *health
	log    *slog.Logger
	node   []byte
	begin  chan place // the start, once
	ended  func()     // called when the connection has ended

	control *Control // nil: its items are unknown
	reached milestone

	delivered, gaps, epochs, malformed, unknown atomic.Uint64

	// Owned by run.
	epoch   string
	read    streamID // everything up to it was read
	chain   streamID // the newest entry of the log that was read: the next one names it
	mixed   streamID // up to it entries of another epoch are left out
	count   int64    // of the next XREAD
	link    *link
	linked  bool // it was connected once
	entries []*window.Entry
	warned  time.Time // when something unreadable was logged
}

// run follows the log from what begin gets. It ends with ctx, which the broker's Stop ends.
func (t *tail) run(ctx context.Context) {
	select {
	case at := <-t.begin:
		t.epoch, t.read, t.chain = at.epoch, at.id, at.id
	case <-ctx.Done():
		return
	}
	backoff := time.Duration(0)
	for {
		working, err := t.follow(ctx)
		if ctx.Err() != nil {
			return
		}
		t.ended()
		t.health.fails(partTail, classify(err))
		if working {
			backoff = 0
		}
		backoff = longer(backoff)
		if !sleep(ctx.Done(), backoff) {
			return
		}
	}
}

// follow connects and reads until something fails.
func (t *tail) follow(ctx context.Context) (working bool, err error) {
	if t.link, err = openLink(ctx, t.config); err != nil {
		return false, err
	}
	defer t.link.close()
	if t.linked {
		t.health.reconnects.Add(1)
	}
	t.linked = true
	if err := t.locate(ctx); err != nil {
		return false, err
	}
	t.health.works(partTail)
	for ctx.Err() == nil {
		if err := t.step(ctx); err != nil {
			return true, err
		}
	}
	return true, ctx.Err()
}

// step reads once, and looks where the log stands when a heartbeat is missing.
func (t *tail) step(ctx context.Context) error {
	entries, err := t.next(ctx)
	if err != nil {
		return err
	}
	for i := range entries {
		if again := t.entry(ctx, &entries[i]); again {
			break
		}
	}
	if !t.health.overdue() {
		return nil
	}
	if t.config.finder().moved(ctx, t.config, t.link.addr) {
		return errMoved
	}
	return t.locate(ctx)
}

// next reads what lies behind read; it blocks for a while when there is nothing. After a
// timeout it asks for less: on a slow link a reply may be too long for its time.
func (t *tail) next(run context.Context) ([]redis.XMessage, error) {
	ctx, cancel := context.WithTimeout(run, readTimeout)
	defer cancel()
	streams, err := t.link.conn.XRead(ctx, &redis.XReadArgs{
		Streams: []string{t.link.keys[0], t.read.String()},
		Count:   max(t.count, 1),
		Block:   readBlock,
	}).Result()
	if errors.Is(err, redis.Nil) {
		return nil, nil
	}
	if err != nil {
		t.count /= 2
		return nil, err
	}
	t.count = min(max(2*t.count, 1), readCount)
	if len(streams) != 1 {
		return nil, nil
	}
	return streams[0].Messages, nil
}

// locate compares the log's place with the tail's.
func (t *tail) locate(ctx context.Context) error {
	at, err := t.link.position(ctx)
	if err != nil {
		return err
	}
	switch {
	case at.epoch != t.epoch:
		t.newEpoch(at.epoch, streamID{})
	case at.id.before(t.chain):
		t.gap("the log went back, perhaps to a replica that lagged", "from", t.chain.String(), "to", at.id.String())
		t.read, t.chain = at.id, at.id
	}
	return nil
}
