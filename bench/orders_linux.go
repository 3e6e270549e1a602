package bench

import (
	"context"
	"net/netip"
)

// crowdOrders is what a run asks of a crowd, in this process or in another.
type crowdOrders interface {
	// connect lets clients connect and join and returns when none is under way. Nothing is
	// published meanwhile; sent is what was before, nil for nothing.
	connect(ctx context.Context, sent []uint32) (ConnectFigures, error)
	// begin starts a window.
	begin(start int64) error
	// progress tells, without disturbing the clients, how far they are.
	progress() Progress
	// end takes the window that began last.
	end(published) (windowFigures, error)
	// leave has all clients leave their channels and hang up.
	leave(ctx context.Context) error
	// churning lets clients leave and come back, so many a second; those that are gone come back.
	churning(rate float64) error
	close()
}

// Progress is how far a crowd is, since it began.
type Progress struct {
	Joined   int64
	Received int64
	Others   int64 // packets that are no deliveries
}

func (p *Progress) add(q Progress) {
	p.Joined += q.Joined
	p.Received += q.Received
	p.Others += q.Others
}

// published is what deliveries are held against.
type published struct {
	Sent      []uint32
	Uncertain map[uint64]bool
}

func (c *crowd) connect(ctx context.Context, sent []uint32) (f ConnectFigures, err error) {
	if sent == nil {
		sent = make([]uint32, c.cfg.Layout.streams())
	}
	var ended chan struct{}
	c.call(func() {
		var queue []int
		for i := range c.clients {
			if c.clients[i].phase == gone {
				queue = append(queue, i)
				c.tally.restart(i, sent)
			}
		}
		ended = c.storm.begin(c, queue)
	})
	select {
	case <-ended:
	case <-ctx.Done():
		err = ctx.Err()
	}
	c.call(func() { f = c.storm.figures(int(c.joined.Load())) })
	return f, err
}

func (c *crowd) begin(start int64) error {
	c.call(func() {
		c.window.begin(c.cfg.Layout, start)
		c.window.cpu, c.window.wait = threadCPU(), threadWait()
	})
	return nil
}

func (c *crowd) progress() Progress {
	return Progress{c.joined.Load(), c.received.Load(), c.others.Load()}
}

func (c *crowd) end(p published) (f windowFigures, err error) {
	c.call(func() {
		f = c.window.take()
		f.CPU, f.Wait = threadCPU()-c.window.cpu, threadWait()-c.window.wait
		f.Faults = c.tally.settle(p.Sent, p.Uncertain, c.listening)
		f.Gone, f.Joined, f.Errors = c.lost.Load(), c.joined.Load(), c.storm.errs
	})
	return f, nil
}

// listening reports whether a client must have received everything.
func (c *crowd) listening(i int) bool {
	return c.clients[i].phase == joined && !c.stalled(i)
}

func (c *crowd) leave(ctx context.Context) error {
	ended := make(chan struct{})
	c.call(func() { c.churn.leaveAll(c, ended) })
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (c *crowd) churning(rate float64) error {
	c.call(func() { c.churn.rate, c.churn.began, c.churn.count = rate, now(), 0 })
	return nil
}

// source returns the address that a client connects from; the zero value leaves it to the kernel.
func (c *crowd) source(index int) netip.Addr {
	if len(c.cfg.Sources) == 0 {
		return netip.Addr{}
	}
	return c.cfg.Sources[index%len(c.cfg.Sources)]
}
