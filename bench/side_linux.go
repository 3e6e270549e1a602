package bench

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"time"
)

// side is a target with all that is aimed at it: publishers, and clients in crowds.
type side struct {
	*target
	options *Options
	layout  layout
	crowds  []crowdOrders
	press   *press
	before  cost   // when nobody was connected
	settled int64  // deliveries that the rounds before had to lead to
	faults  Faults // of the rounds before
}

// newSide makes the crowds of a target; nothing is connected yet.
func newSide(ctx context.Context, o *Options, l layout, t *target) (*side, error) {
	s := &side{target: t, options: o, layout: l}
	var err error
	if s.before, err = t.sample(ctx); err != nil {
		return nil, err
	}
	for k := range o.Processes {
		first := k * l.Clients / o.Processes
		cfg := crowdConfig{
			Layout: l, First: first, Count: (k+1)*l.Clients/o.Processes - first, Target: t.endpoint,
			Polling: o.polling(), Realtime: o.Priority == realtime, Concurrency: max(1, o.Concurrency/o.Processes), Sources: sources(t.Addrs, k),
		}
		if cfg.Count == 0 {
			continue
		}
		c, err := s.newCrowd(cfg)
		if err != nil {
			s.close()
			return nil, err
		}
		s.crowds = append(s.crowds, c)
	}
	return s, nil
}

// newCrowd keeps a single crowd in this process and gives each of several one of its own.
func (s *side) newCrowd(cfg crowdConfig) (crowdOrders, error) {
	if s.options.Processes == 1 {
		return newCrowd(cfg)
	}
	return newWorker(s.options.Executable, cfg)
}

// sources returns a loopback address for each process, so that ports never run out there.
func sources(to []netip.AddrPort, process int) []netip.Addr {
	for _, a := range to {
		if !a.Addr().IsLoopback() || !a.Addr().Is4() {
			return nil
		}
	}
	return []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 1 + byte(process/250), 1 + byte(process%250)})}
}

// each runs f for every crowd at the same time and joins the errors.
func (s *side) each(f func(c crowdOrders) error) error {
	errs := make(chan error, len(s.crowds))
	for _, c := range s.crowds {
		go func() { errs <- f(c) }() // joined below
	}
	var all error
	for range s.crowds {
		all = errors.Join(all, <-errs)
	}
	return all
}

func (s *side) progress() (p Progress) {
	for _, c := range s.crowds {
		p.add(c.progress())
	}
	return p
}

// connect lets all clients connect and join, and the publishers connect.
func (s *side) connect(ctx context.Context) (total ConnectFigures, err error) {
	total.Errors = map[string]int{}
	var sent []uint32
	if s.press != nil {
		sent = s.press.sent
	}
	parts := make(chan ConnectFigures, len(s.crowds))
	err = s.each(func(c crowdOrders) error {
		f, err := c.connect(ctx, sent)
		parts <- f
		return err
	})
	close(parts)
	for f := range parts {
		total.add(f)
	}
	return total, err
}

// await waits until the clients have heard nothing but deliveries for a while: what joining
// brings, such as user-total, is not to be measured.
func (s *side) await(ctx context.Context, quiet, most time.Duration) {
	heard, since := s.progress().Others, time.Now()
	for began := since; time.Since(since) < quiet && time.Since(began) < most && ctx.Err() == nil; {
		time.Sleep(50 * time.Millisecond)
		if n := s.progress().Others; n != heard {
			heard, since = n, time.Now()
		}
	}
}

func (s *side) publishers() error {
	if s.press != nil {
		return nil
	}
	p, err := newPress(s.layout, &s.endpoint, s.options.Payload, s.options.Priority == realtime)
	if err != nil {
		return fmt.Errorf("publishers: %w", err)
	}
	s.press = p
	return nil
}

// close hangs everything up and stops the target if it is ours.
func (s *side) close() {
	for _, c := range s.crowds {
		c.close()
	}
	if s.press != nil {
		s.press.close()
	}
	s.stop()
}

func (f *ConnectFigures) add(g ConnectFigures) {
	f.Clients += g.Clients
	f.Refused += g.Refused
	f.Failed += g.Failed
	for text, n := range g.Errors {
		f.Errors[text] += n
	}
	f.Nanos = max(f.Nanos, g.Nanos)
	f.Took.merge(g.Took)
}
