package broker

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"sync"
	"time"

	"socketchat/internal/later"
	"socketchat/internal/window"
)

// publishTimeout is how long a publish may take.
const publishTimeout = 2 * time.Second

var errNotStarted = errors.New("the log in Redis was not started, or is stopping")

// Redis is the log as one stream that any number of nodes append to and follow. Its tail, one
// goroutine, is the window's mover.
//
// All methods may be called from any goroutine.
type Redis struct {
	health   *health
	appender *appender
	tail     *tail

	mu      sync.Mutex
	started bool
	stopped bool
	cancel  context.CancelFunc // ends both goroutines at once
	ended   sync.WaitGroup
}

// NewRedis returns a log that fills w from the stream that config names. Call it before w's
// first Append. Changes of state go to log, attempts do not.
func NewRedis(w *window.Window, config RedisConfig, log *slog.Logger) *Redis {
	node := make([]byte, nodeIDSize)
	_, _ = rand.Read(node) // never fails
	config.found = &finder{}
	h := &health{log: log, start: time.Now(), config: &config}
	t := &tail{
		config: &config, window: w, waiter: w.NewWaiter(), health: h, log: log, node: node,
		begin: make(chan place, 1), count: readCount,
	}
	a := &appender{
		config: &config, window: w, waiter: w.NewWaiter(), health: h, node: node,
		begin: func(at place) { t.begin <- at },
		kick:  make(chan struct{}, 1), quit: make(chan struct{}), answerer: newAnswerer(),
	}
	t.ended = a.doubt
	return &Redis{health: h, appender: a, tail: t}
}

// Start starts the goroutines, which Stop stops. It does not wait for Redis: see Ready.
func (r *Redis) Start() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.started {
		return errors.New("broker: the log in Redis was started before")
	}
	r.started = true
	ctx, cancel := context.WithCancel(context.Background())
	r.cancel = cancel
	r.appender.mu.Lock()
	r.appender.running = true
	r.appender.mu.Unlock()
	r.ended.Go(func() { r.appender.run(ctx) })
	r.ended.Go(r.appender.answerer.run)
	r.ended.Go(func() { r.tail.run(ctx) })
	return nil
}

// Stop takes no more publishes, appends what waits until ctx ends, answers the rest, and ends
// the goroutines.
func (r *Redis) Stop(ctx context.Context) {
	r.mu.Lock()
	first := r.started && !r.stopped
	r.stopped = true
	r.mu.Unlock()
	if !first {
		return
	}
	r.appender.mu.Lock()
	r.appender.running = false
	r.appender.mu.Unlock()
	close(r.appender.quit)
	signal(r.appender.kick)
	select {
	case <-r.appender.answerer.ended:
	case <-ctx.Done():
	}
	r.cancel()
	r.ended.Wait()
}

// Publish appends packet, a Socket.IO packet such as `2["event",data]`, to the stream. packet
// must not change afterwards. A publish may wait for admission until a second before its
// deadline, so that the append itself always has its time.
func (r *Redis) Publish(channel string, packet []byte, deadline time.Time, _ later.Queue, done func(cursor string, err error)) {
	left := time.Until(deadline)
	r.appender.publish(publish{
		channel: channel, packet: packet, done: done,
		deadline: deadline.Add(-min(appendTimeout, left/2)), answerBy: deadline,
	})
}

// Ready is nil while a heartbeat of this node came back through the stream within its time.
func (r *Redis) Ready() error {
	r.mu.Lock()
	running := r.started && !r.stopped
	r.mu.Unlock()
	if !running {
		return errNotStarted
	}
	return r.health.ready()
}
