// Package webhook tells back ends by HTTP that a client has left. Each webhook is one POST, signed
// in two ways, tried again a bounded number of times, and lost with the process: what waits is in
// memory. Receivers do not delay each other.
package webhook

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"socketchat/auth"
)

const (
	// maxWaiting is how many webhooks may wait for all hosts, and maxWaitingHost for one. Over it
	// new ones are dropped.
	maxWaiting     = 32 << 10
	maxWaitingHost = 16 << 10
	// laneSlots is how many attempts may be under way in each of the two lanes.
	laneSlots = 64
	// maxWait is how old a webhook may be when an attempt begins.
	maxWait = 10 * time.Minute
)

// Config is what a Sender is made with.
type Config struct {
	Keys  auth.Keys
	Allow Policy
	Log   *slog.Logger
}

// Sender sends webhooks. It has no goroutine while there is nothing to send.
type Sender struct {
	// Static after construction.
	cfg    Config
	client *http.Client
	ctx    context.Context // over when attempts must end
	cancel context.CancelFunc

	workers sync.WaitGroup // also of the goroutine that logs

	mu       sync.Mutex // held for moments; no call leaves the package under it
	stopping bool
	hosts    map[string]*host
	lanes    [2]lane // quick hosts, others
	waiting  int     // queued, under way, or waiting for a retry
	inFlight int
	counters counters
	complaints
}

// New returns a Sender, to be ended with Stop.
func New(cfg Config) *Sender { return newSender(cfg, newTransport(cfg.Allow, laneSlots)) }

func newSender(cfg Config, transport http.RoundTripper) *Sender {
	s := &Sender{cfg: cfg, client: newClient(transport), hosts: make(map[string]*host)}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	for i := range s.lanes {
		s.lanes[i].slots = laneSlots
	}
	return s
}

// Disconnected queues the webhook of a client that has left for good. It never waits: what finds no
// room is dropped and counted.
func (s *Sender) Disconnected(target string) {
	u, name, err := parseTarget(target)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		s.counters.failed[invalidURL]++
		s.complain(&s.nowhere, invalidURL.String(), "data.webhook_url of a token is "+err.Error())
		return
	}
	h := s.hosts[name]
	if h == nil {
		h = newHost(name)
	}
	if full, l := s.full(h); full {
		s.counters.dropped[l]++
		s.complain(h, l.String(), l.detail())
		return
	}
	s.hosts[name] = h
	h.waiting++
	s.waiting++
	s.counters.queued++
	h.push(&message{url: u, host: h, queued: time.Now()})
	s.list(h)
}

func (s *Sender) full(h *host) (bool, loss) {
	switch {
	case s.stopping:
		return true, shutdown
	case s.waiting >= maxWaiting:
		return true, queueFull
	case h.waiting >= maxWaitingHost:
		return true, hostFull
	}
	return false, 0
}

// Stop ends the Sender: what is under way has until ctx is over, everything else is dropped.
func (s *Sender) Stop(ctx context.Context) {
	s.mu.Lock()
	s.stopping = true
	for _, h := range s.hosts {
		for range h.waiting - h.inFlight { // queued, or waiting for a retry
			s.drop(h, shutdown)
		}
		h.queue.Init()
		s.unlist(h)
	}
	s.mu.Unlock()
	stop := context.AfterFunc(ctx, s.cancel)
	s.workers.Wait()
	stop()
	s.cancel()
	s.client.CloseIdleConnections()
	if n := s.Stats().Dropped[shutdown.String()]; n > 0 {
		s.cfg.Log.Warn("webhooks dropped", "reason", shutdown.String(), "count", n)
	}
}
