package broker

import (
	"context"
	"time"
)

// take fills a batch when publishes wait and are admitted; it answers those whose time in the
// queue is over. b is nil when there is nothing to append; next is then when the queue's next
// deadline comes, and stopped whether there will be nothing any more.
func (a *appender) take() (b *batch, next time.Time, stopped bool) {
	lag := a.lag()
	late := a.answerer.batch()
	a.mu.Lock()
	late.publishes = a.queue.expire(time.Now().Add(slack), late.publishes)
	a.expired += uint64(len(late.publishes))
	if lag < admissionLagRedis && a.queue.len() > 0 {
		b = a.answerer.batch()
		b.fill(&a.queue)
	}
	next, stopped = a.queue.earliest, !a.running && a.queue.len() == 0
	a.mu.Unlock()
	if len(late.publishes) == 0 {
		a.answerer.recycle(late)
	} else {
		late.err = errLate(lag, admissionLagRedis)
		a.answerer.batches <- late
	}
	return b, next, stopped
}

// lag is the window's; when it forbids to append, the waiter is armed.
func (a *appender) lag() time.Duration {
	lag := a.window.Lag()
	if lag >= admissionLagRedis {
		a.waiter.Arm()
		lag = a.window.Lag()
	}
	return lag
}

// send appends b and hands it to the answerer.
func (a *appender) send(ctx context.Context, b *batch) (err error) {
	timeout := appendTimeout
	for i := range b.publishes {
		timeout = min(timeout, time.Until(b.publishes[i].answerBy))
	}
	a.payload = b.encode(a.payload[:0])
	a.write(false) // behind the broadcasts, whose cursors count items
	a.window.Await(true)
	b.place, err = a.link.append(ctx, a.payload, timeout)
	a.window.Await(false)
	a.written(err == nil)
	if err != nil {
		f := classify(err)
		switch {
		case f.reply:
			b.err = errRefused(f.text)
		case f.kind == ErrorTimeout:
			b.err = errUnknown(timeout, f.text)
		default:
			b.err = errUnknown(0, f.text)
		}
	} else {
		a.newest.set(b.place)
		a.appended.Add(uint64(len(b.publishes)))
		a.batches.Add(1)
	}
	if cap(a.payload) > 2*maxBatchBytes {
		a.payload = nil
	}
	if err != nil {
		a.lost = b // answered by fail, once the state is known
		return err
	}
	a.answerer.batches <- b
	return nil
}

// fail closes the link, answers the batch that was lost with it and all that waits, and has
// publishes answered at once until connect succeeds.
func (a *appender) fail(ctx context.Context, err error) {
	if a.link != nil {
		a.link.close()
		a.link = nil
	}
	f := classify(err)
	rest := a.answerer.batch()
	a.mu.Lock()
	a.down = &f
	rest.publishes = a.queue.take(rest.publishes)
	a.mu.Unlock()
	if ctx.Err() == nil { // else the broker itself ended the connection
		a.health.fails(partAppend, f)
	}
	if a.lost != nil {
		a.answerer.batches <- a.lost
		a.lost = nil
	}
	rest.err = errBehind(f.text)
	a.answerer.batches <- rest
}
