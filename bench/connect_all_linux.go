package bench

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// connectAll connects a side's clients and notes what that cost.
func (b *bencher) connectAll(ctx context.Context, s *side) error {
	cpu := processesCPU(s.pids)
	b.live.start("connect to the "+s.name, s.layout.Clients, func() int64 { return s.progress().Joined })
	f, err := s.connect(ctx)
	b.live.stop()
	c := Connect{Target: s.name, Figures: f, CPU: processesCPU(s.pids) - cpu, KnownCPU: len(s.pids) > 0, Polling: b.o.polling()}
	if s.name != "floor" && err == nil {
		b.live.say("wait until it is quiet")
		s.await(ctx, 1200*time.Millisecond, 5*time.Second)
	}
	if err == nil && b.o.Scenario == "connect" {
		sleep(ctx, b.o.Settle)
	}
	after, sampleErr := s.sample(context.WithoutCancel(ctx))
	c.RSS = after.rss - s.before.rss
	b.report.Connects = append(b.report.Connects, c)
	if err == nil && f.Clients == 0 {
		err = nobody(s.name, f)
	}
	return errors.Join(err, sampleErr)
}

// nobody says why not a single client got in: the run would measure nothing.
func nobody(target string, f ConnectFigures) error {
	why, most := errRefused.Error(), f.Refused
	for text, n := range f.Errors {
		if n > most {
			why, most = text, n
		}
	}
	return fmt.Errorf("no client got in to the %s: %s (%s)", target, why, plural(most, "client", "clients"))
}

// sleep waits for d, or less when ctx ends.
func sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
