package bench

import (
	"context"
	"time"
)

// Round is what one window of one target gave. Times are nanoseconds.
type Round struct {
	Target     string         `json:"target"`
	Seconds    float64        `json:"seconds"`
	Publish    PublishFigures `json:"publish"`
	Deliveries int64          `json:"deliveries"`
	Expected   int64          `json:"expected"` // deliveries, of what was accepted
	Faults     Faults         `json:"faults"`
	Latency    Quantiles      `json:"latency"`
	LastClient Quantiles      `json:"last_client"`
	Rate       []int64        `json:"rate"` // deliveries in each 100 ms
	Histogram  histogram      `json:"histogram"`
	CPU        int64          `json:"cpu"` // of the server
	KnownCPU   bool           `json:"known_cpu"`
	Writes     float64        `json:"writes"` // of the server, to WebSockets
	Scraped    bool           `json:"scraped"`
	Generator  Generator      `json:"generator"`
	RSS        int64          `json:"rss"`
}

// Generator is what the generator itself cost: whether it was the thing measured.
type Generator struct {
	CPU   int64     `json:"cpu"`   // nanoseconds, of all threads that carry clients and publishers
	Busy  float64   `json:"busy"`  // share of the time in which the busiest crowd did not wait
	Wait  float64   `json:"wait"`  // share of the time in which it was ready and had no processor
	Lag   Quantiles `json:"lag"`   // from the poller's return to the reading of an input
	Delay Quantiles `json:"delay"` // of publishes behind their time
}

// measure runs one window: publishing for d, then waiting for the deliveries.
func (s *side) measure(ctx context.Context, rate float64, d time.Duration) (r Round, err error) {
	before, err := s.sample(ctx)
	if err != nil {
		return r, err
	}
	cpu := processesCPU(s.pids)
	if err := s.each(func(c crowdOrders) error { return c.begin(now()) }); err != nil {
		return r, err
	}
	r.Target = s.name
	r.Publish, err = s.press.run(ctx, rate, d)
	if err != nil {
		return r, err
	}
	r.Expected = s.expected() - s.settled
	s.drain(ctx, s.expected()-s.faults.Lost+s.faults.Doubled+s.faults.Stray)
	r.CPU, r.KnownCPU = processesCPU(s.pids)-cpu, len(s.pids) > 0
	f, err := s.take()
	if err != nil {
		return r, err
	}
	after, err := s.sample(context.WithoutCancel(ctx))
	if err != nil {
		return r, err
	}
	s.settled += r.Expected
	r.Writes, r.Scraped, r.RSS = after.writes-before.writes, after.scraped, after.rss
	r.fill(f, s.faults)
	s.faults = f.Faults
	return r, nil
}

// fill takes over what the crowds gathered. earlier are the faults of the windows before.
func (r *Round) fill(f windowFigures, earlier Faults) {
	r.Deliveries = f.Count
	r.Seconds = float64(max(f.Last-r.Publish.Start, int64(time.Millisecond))) / 1e9
	if f.Count == 0 {
		r.Seconds = float64(now()-r.Publish.Start) / 1e9
	}
	r.Faults = f.Faults.less(earlier)
	r.Latency, r.Histogram, r.Rate = f.Latency.quantiles(), f.Latency, f.Rate
	last := newHistogram()
	for _, ns := range f.Lasts {
		record(last, ns)
	}
	r.LastClient = quantiles(last)
	r.Generator = Generator{
		CPU: f.CPU + r.Publish.CPU, Lag: f.Lag.quantiles(), Delay: r.Publish.Delay.quantiles(),
	}
	if f.Wall > 0 {
		r.Generator.Busy = 1 - float64(f.Idle)/float64(f.Wall)
		r.Generator.Wait = float64(f.Wait) / float64(f.Wall)
	}
}

// expected returns how many deliveries all that was accepted so far must have led to.
func (s *side) expected() (n int64) {
	for stream, sent := range s.press.sent {
		n += int64(sent) * int64(s.layout.members(uint32(stream/s.layout.Publishers)))
	}
	for id := range s.press.uncertain {
		n -= int64(s.layout.members(uint32(int(id>>32) / s.layout.Publishers)))
	}
	return n
}

// drain waits until the clients have received want deliveries in all, or no more come.
func (s *side) drain(ctx context.Context, want int64) {
	const patience = 3 * time.Second
	got, since := s.progress().Received, time.Now()
	for got < want && time.Since(since) < patience && ctx.Err() == nil {
		time.Sleep(2 * time.Millisecond)
		if n := s.progress().Received; n != got {
			got, since = n, time.Now()
		}
	}
}

func (s *side) take() (total windowFigures, err error) {
	p := published{Sent: make([]uint32, s.layout.streams())}
	if s.press != nil {
		p = published{s.press.sent, s.press.uncertain}
	}
	parts := make(chan windowFigures, len(s.crowds))
	err = s.each(func(c crowdOrders) error {
		f, err := c.end(p)
		parts <- f
		return err
	})
	close(parts)
	for f := range parts {
		total.add(f)
	}
	return total, err
}

func processesCPU(pids []int) (total int64) {
	for _, pid := range pids {
		ns, _ := processCPU(pid) // sample has just asked, with an error
		total += ns
	}
	return total
}
