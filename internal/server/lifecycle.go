package server

import (
	"context"
	"net"
	"sync"
	"time"

	"socketchat/internal/histogram"
	"socketchat/loop"
)

// Listen binds the addresses; its error names the one that failed.
func (s *Server) Listen() error { return s.loop.Listen() }

// Addrs returns the addresses that Listen has bound.
func (s *Server) Addrs() []net.Addr { return s.loop.Addrs() }

// Stats returns the loop's counters.
func (s *Server) Stats() loop.Stats { return s.loop.Stats() }

// PublishTimes reads how long publishes took, from the last body byte to the answer.
func (s *Server) PublishTimes() histogram.Snapshot { return s.times.Snapshot() }

// Serve starts to answer and returns a function that stops in order: not ready, listeners
// closed, sessions told to go, answers that are owed given, connections closed. It waits for
// clients no longer than ctx. The shards must run until it has returned.
func (s *Server) Serve() (stop func(ctx context.Context), err error) {
	var wg sync.WaitGroup
	wg.Go(s.gather)
	if err := s.loop.Start(); err != nil {
		close(s.scrapes)
		return nil, err
	}
	return func(ctx context.Context) {
		s.stopping.Store(true)
		s.loop.CloseListeners()
		s.cfg.Sessions.Close()
		s.settle(ctx)
		s.loop.Stop()
		close(s.scrapes)
		wg.Wait()
	}, nil
}

// settle waits until every session has ended, every WebSocket is closed, every publish is
// answered and every answer has been taken, or ctx is over.
func (s *Server) settle(ctx context.Context) {
	const step = 5 * time.Millisecond
	tick := time.NewTicker(step)
	defer tick.Stop()
	for s.cfg.Sessions.Len() > 0 || s.publishing.Load() > 0 || s.loop.Stats().WebSocket > 0 || s.loop.Unsent() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}
