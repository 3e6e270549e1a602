package bench

import (
	"context"
	"errors"
)

// rounds measures publishing: all clients are connected once, then the targets take turns.
func (b *bencher) rounds(ctx context.Context) error {
	if err := b.open(ctx); err != nil {
		return err
	}
	for _, s := range b.sides {
		if s.layout.Clients > 0 {
			if err := b.connectAll(ctx, s); err != nil {
				return err
			}
		}
		if err := s.publishers(); err != nil {
			return err
		}
	}
	for i := -1; i < b.o.Rounds; i++ {
		for _, s := range b.sides {
			if err := b.round(ctx, s, i); err != nil {
				return err
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
	}
	return nil
}

// round measures one window of one side; number -1 warms up, where only faults count.
func (b *bencher) round(ctx context.Context, s *side, number int) error {
	d, what := b.o.Duration, "round"
	if number < 0 {
		d, what = b.o.Warmup, "warm up"
		if d == 0 {
			return nil
		}
	}
	b.live.window(what, number, b.o.Rounds, s, d)
	r, err := s.measure(ctx, b.o.Rate, d)
	b.live.stop()
	if err != nil {
		return err
	}
	if number < 0 {
		b.report.Faults.add(r.Faults)
		return nil
	}
	b.report.Rounds = append(b.report.Rounds, r)
	if r.Publish.Accepted == 0 && ctx.Err() == nil {
		return errors.New("no publish was accepted in a whole round")
	}
	return nil
}

// connects measures coming in: the targets take turns, each time with fresh connections.
func (b *bencher) connects(ctx context.Context) error {
	for range b.o.Rounds {
		if err := b.open(ctx); err != nil {
			return err
		}
		for _, s := range b.sides {
			if err := b.connectAll(ctx, s); err != nil {
				return err
			}
		}
		b.close()
	}
	return nil
}
