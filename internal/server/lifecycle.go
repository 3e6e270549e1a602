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

// farewellGrace is how long a stopping node waits for the next poll of clients that are
// between two, to give them what waits for them.
const farewellGrace = time.Second

// Serve starts to answer and returns a function that stops in order: not ready, handshakes and
// publishes refused; publishes that were on their way answered, and what was appended
// delivered; sessions told to go, and clients between two polls waited for, which may need a
// new connection for the next; then the listeners and all connections closed. It waits no
// longer than ctx, and for publishers no longer than half of that. The shards must run until
// it has returned.
func (s *Server) Serve() (stop func(ctx context.Context), err error) {
	var wg sync.WaitGroup
	wg.Go(s.gather)
	if err := s.loop.Start(); err != nil {
		close(s.scrapes)
		return nil, err
	}
	return func(ctx context.Context) {
		s.stopping.Store(true)
		s.settle(ctx)
		s.cfg.Sessions.Close()
		s.farewell(ctx)
		s.loop.CloseListeners()
		s.drain(ctx)
		s.loop.Stop()
		close(s.scrapes)
		wg.Wait()
	}, nil
}

// settle waits until every publish is answered and what was appended is delivered.
func (s *Server) settle(ctx context.Context) {
	if deadline, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Until(deadline)/2)
		defer cancel()
	}
	until(ctx, func() bool { return s.publishing.Load() == 0 })
	until(ctx, func() bool { return s.cfg.Behind == nil || !s.cfg.Behind() })
}

// farewell waits for clients that are between two polls.
func (s *Server) farewell(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, farewellGrace)
	defer cancel()
	until(ctx, func() bool { return s.cfg.Sessions.Len() == 0 && s.cfg.Sessions.Leaving() == 0 })
}

// drain waits until every WebSocket is closed, every publish answered and every answer taken.
func (s *Server) drain(ctx context.Context) {
	until(ctx, func() bool {
		return s.loop.Stats().WebSocket == 0 && s.publishing.Load() == 0 && !s.loop.Unsent()
	})
}

// until looks at condition again and again, until it holds or ctx is over.
func until(ctx context.Context, condition func() bool) {
	const step = 5 * time.Millisecond
	tick := time.NewTicker(step)
	defer tick.Stop()
	for !condition() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}
