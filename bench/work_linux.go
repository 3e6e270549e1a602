package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

// Work is a worker process: it holds a crowd, reads requests from r until it ends, and writes
// answers and its progress to w, a JSON object a line.
func Work(r io.Reader, w io.Writer) error {
	d := json.NewDecoder(r)
	var first request
	if err := d.Decode(&first); err != nil || first.Config == nil {
		return fmt.Errorf("bench worker is for the generator's own use (%w)", errors.Join(err, io.ErrUnexpectedEOF))
	}
	c, err := newCrowd(*first.Config)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	out := &answers{encoder: json.NewEncoder(w)}
	var under sync.WaitGroup
	under.Go(func() { out.tell(ctx, c) })
	out.write(reply{ID: first.ID})
	for q, more := next(d); more; q, more = next(d) {
		under.Go(func() { out.write(c.answer(ctx, &q)) }) // at most a few; ended by cancel
	}
	cancel()
	under.Wait()
	c.close()
	return nil
}

// next reads a request; more is false at the end of the input, which is the end of the work.
func next(d *json.Decoder) (q request, more bool) {
	more = d.Decode(&q) == nil
	return q, more
}

// answer carries out a request.
func (c *crowd) answer(ctx context.Context, q *request) reply {
	r := reply{ID: q.ID}
	var err error
	switch q.Op {
	case "connect":
		var f ConnectFigures
		f, err = c.connect(ctx, q.Sent)
		r.Connect = &f
	case "begin":
		err = c.begin(q.Start)
	case "end":
		var f windowFigures
		f, err = c.end(q.Published)
		r.Window = &f
	case "leave":
		err = c.leave(ctx)
	case "churn":
		err = c.churning(q.Rate)
	default:
		err = fmt.Errorf("no such request: %q", q.Op)
	}
	p := c.progress()
	r.Progress = &p
	if err != nil {
		r.Error = err.Error()
	}
	return r
}

// answers writes lines, one at a time.
type answers struct {
	mu      sync.Mutex
	encoder *json.Encoder // guarded by mu
}

func (a *answers) write(r reply) {
	a.mu.Lock()
	defer a.mu.Unlock()
	_ = a.encoder.Encode(r) // who does not read it has gone
}

// tell writes the progress when it has changed, until ctx ends.
func (a *answers) tell(ctx context.Context, c *crowd) {
	t := time.NewTicker(20 * time.Millisecond)
	defer t.Stop()
	var told Progress
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
		if p := c.progress(); p != told {
			told = p
			a.write(reply{Progress: &p})
		}
	}
}
