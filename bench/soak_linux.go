package bench

import (
	"context"
	"fmt"
	"time"
)

// SoakLine is a minute of a soak.
type SoakLine struct {
	Elapsed float64 `json:"elapsed"` // seconds
	Round
	FDs        float64 `json:"fds"`
	Goroutines float64 `json:"goroutines"`
	Joined     int64   `json:"joined"`
}

// soakMinute is how often a soak says how it goes.
const soakMinute = time.Minute

// soak publishes at a steady rate while clients leave and come back.
func (b *bencher) soak(ctx context.Context) error {
	if err := b.open(ctx); err != nil {
		return err
	}
	s := b.sides[0]
	if err := b.connectAll(ctx, s); err != nil {
		return err
	}
	if err := s.publishers(); err != nil {
		return err
	}
	if err := s.each(func(c crowdOrders) error { return c.churning(b.o.Churn / float64(len(s.crowds))) }); err != nil {
		return err
	}
	b.live.clear()
	fmt.Fprintln(b.out, "   elapsed  deliveries/s   p50 ms   p99 ms   max ms   lost  doubled  reordered  503  clients  memory MB  descriptors  goroutines")
	began := time.Now()
	for time.Since(began) < b.o.Duration && ctx.Err() == nil {
		if err := b.minute(ctx, s, began); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (b *bencher) minute(ctx context.Context, s *side, began time.Time) error {
	d := min(soakMinute, b.o.Duration-time.Since(began))
	b.live.window("soak", -1, 0, s, d)
	r, after, f, err := s.steady(ctx, b.o.Rate, d)
	b.live.clear()
	if err != nil {
		return err
	}
	line := SoakLine{time.Since(began).Seconds(), r, after.fds, after.goroutines, f.Joined}
	b.report.Soak = append(b.report.Soak, line)
	b.report.Rounds = append(b.report.Rounds, r)
	fmt.Fprintf(b.out, "%10s  %12s  %7.2f  %7.2f  %7.1f  %5d  %7d  %9d  %3d  %7d  %9.1f  %11.0f  %10.0f\n",
		time.Since(began).Round(time.Second), count(int64(float64(r.Deliveries)/r.Seconds)), ms(r.Latency.P50), ms(r.Latency.P99), ms(r.Latency.Max),
		r.Faults.Lost, r.Faults.Doubled, r.Faults.Reordered, r.Publish.Unavailable, f.Joined, float64(after.rss)/1e6, after.fds, after.goroutines)
	return nil
}

// steady is measure for clients that come and go: how many deliveries there must be is not
// known, so it waits until none comes.
func (s *side) steady(ctx context.Context, rate float64, d time.Duration) (r Round, after cost, f windowFigures, err error) {
	cpu := processesCPU(s.pids)
	if err = s.each(func(c crowdOrders) error { return c.begin(now()) }); err != nil {
		return r, after, f, err
	}
	r.Target = s.name
	if r.Publish, err = s.press.run(ctx, rate, d); err != nil {
		return r, after, f, err
	}
	s.silence(ctx)
	r.CPU, r.KnownCPU = processesCPU(s.pids)-cpu, len(s.pids) > 0
	if f, err = s.take(); err != nil {
		return r, after, f, err
	}
	after, err = s.sample(context.WithoutCancel(ctx))
	r.RSS = after.rss
	r.fill(f, s.faults)
	s.faults = f.Faults
	return r, after, f, err
}

// silence waits until no delivery has come for a while.
func (s *side) silence(ctx context.Context) {
	got, since := s.progress().Received, time.Now()
	for time.Since(since) < 300*time.Millisecond && ctx.Err() == nil {
		time.Sleep(10 * time.Millisecond)
		if n := s.progress().Received; n != got {
			got, since = n, time.Now()
		}
	}
}
