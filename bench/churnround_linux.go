package bench

import (
	"context"
	"fmt"
	"time"
)

// ChurnRound is what a server held after a round of clients had come and gone.
type ChurnRound struct {
	Seconds    float64 `json:"seconds"` // of coming and going
	RSS        int64   `json:"rss"`
	FDs        float64 `json:"fds"`
	Goroutines float64 `json:"goroutines"`
}

// churn lets all clients connect, join, leave and hang up, again and again.
func (b *bencher) churn(ctx context.Context) error {
	if err := b.open(ctx); err != nil {
		return err
	}
	s := b.sides[0]
	if err := b.churned(ctx, s, 0); err != nil {
		return err
	}
	for i := range b.o.Rounds {
		began := time.Now()
		b.live.start(fmt.Sprintf("round %d of %d: connect", i+1, b.o.Rounds), s.layout.Clients, func() int64 { return s.progress().Joined })
		f, err := s.connect(ctx)
		b.live.stop()
		b.report.Connects = append(b.report.Connects, Connect{Target: s.name, Figures: f, Polling: b.o.polling()})
		if err != nil {
			return err
		}
		b.live.say(fmt.Sprintf("round %d of %d: leave", i+1, b.o.Rounds))
		if err := s.each(func(c crowdOrders) error { return c.leave(ctx) }); err != nil {
			return err
		}
		if err := b.churned(ctx, s, time.Since(began)); err != nil {
			return err
		}
	}
	return nil
}

// churned notes what s holds once it has settled: before the first round it may still have descriptors
// of its first connections.
func (b *bencher) churned(ctx context.Context, s *side, took time.Duration) error {
	sleep(ctx, b.o.Settle)
	c, err := s.sample(ctx)
	if err != nil {
		return err
	}
	b.report.Churn = append(b.report.Churn, ChurnRound{took.Seconds(), c.rss, c.fds, c.goroutines})
	return nil
}

// churnRows compares what is held after the last round with what was held before.
func (r *Report) churnRows() {
	n := len(r.Churn) - 1
	if n < 1 {
		return
	}
	row := func(name string, v float64) {
		r.Result.put(name, map[string][]float64{"server": {v}})
	}
	before, last := r.Churn[0], r.Churn[n]
	second := r.Churn[min(2, n)]
	if before.RSS > 0 {
		row("memory before, MB", float64(before.RSS)/1e6)
		row(fmt.Sprintf("memory after round %d, MB", min(2, n)), float64(second.RSS)/1e6)
		row(fmt.Sprintf("memory after round %d, MB", n), float64(last.RSS)/1e6)
		row("memory after the last against the second", float64(last.RSS)/float64(second.RSS))
	}
	if last.Goroutines > 0 {
		row("descriptors before", before.FDs)
		row("descriptors after", last.FDs)
		row("goroutines before", before.Goroutines)
		row("goroutines after", last.Goroutines)
	}
}
