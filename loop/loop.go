// Package loop accepts connections and serves HTTP/1.1 and WebSocket on them without a goroutine
// for each: pollers read and parse, whoever has an answer writes it. It knows nothing of sessions
// and channels; a Handler answers requests, and a Receiver takes an upgraded connection's messages.
package loop

import (
	"errors"
	"net"
	"sync"

	"socketchat/internal/reason"
)

// Loop is a set of listeners and the connections accepted from them.
type Loop struct {
	cfg     Config
	handler Handler
	stats   counters
	roster  *roster
	wheel   *wheel
	engine  *engine

	listeners []listener
	accepting sync.WaitGroup
	reaping   sync.WaitGroup
	stop      chan struct{}
	closing   sync.Once
	stopping  sync.Once
}

// New makes a Loop. It binds and starts nothing.
func New(cfg Config, h Handler) *Loop {
	cfg = cfg.withDefaults()
	return &Loop{
		cfg:     cfg,
		handler: h,
		roster:  newRoster(cfg.MaxConns, cfg.Log),
		wheel:   newWheel(),
		stop:    make(chan struct{}),
	}
}

// Addrs returns the addresses that Listen has bound.
func (l *Loop) Addrs() []net.Addr {
	addrs := make([]net.Addr, len(l.listeners))
	for i, ln := range l.listeners {
		addrs[i] = ln.Addr()
	}
	return addrs
}

// Start begins to serve. Listen comes before it; what connected in between is served too.
func (l *Loop) Start() error {
	if len(l.listeners) == 0 {
		return errors.New("loop: nothing to serve: Listen has bound no address")
	}
	engine, err := newEngine(l)
	if err != nil {
		l.CloseListeners()
		return err
	}
	l.engine = engine
	l.reaping.Go(func() { l.wheel.reap(l.stop) })
	for _, ln := range l.listeners {
		l.accepting.Go(func() { l.accept(ln) })
	}
	return nil
}

// CloseListeners refuses further connections; those that are open stay. It waits for the accepting
// goroutines.
func (l *Loop) CloseListeners() {
	l.closing.Do(func() {
		l.roster.close()
		for _, ln := range l.listeners {
			_ = ln.Close()
		}
	})
	l.accepting.Wait()
}

// Stop closes listeners and connections and ends every goroutine. It waits for turns and calls
// that are under way, so what they wait for must still run.
func (l *Loop) Stop() {
	l.stopping.Do(func() {
		l.CloseListeners()
		for _, c := range l.roster.all() {
			c.Shutdown(reason.Shutdown)
		}
		l.roster.drained()
		if l.engine != nil {
			l.engine.stop()
		}
		close(l.stop)
		l.reaping.Wait()
	})
}
