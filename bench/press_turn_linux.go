package bench

import (
	"errors"
	"time"

	"golang.org/x/sys/unix"
)

// launch has idle publishers send what is due and returns when the next publish will be.
func (r *press) launch(p *pace, t, end int64) (next int64) {
	for _, pub := range r.publishers {
		if pub.busy || !r.ready(pub, t) {
			continue
		}
		due, ok := p.take(t)
		if !ok {
			return due
		}
		r.send(pub, due, t)
		t = now()
	}
	return end // an answer wakes us before
}

// ready reports whether a publisher has its connection, which it may make anew.
func (r *press) ready(p *publisher, t int64) bool {
	if t < p.retryAt {
		return false
	}
	if p.fd >= 0 {
		return true
	}
	p.retryAt = t + int64(100*time.Millisecond)
	return p.connect(r.poller) == nil
}

func (r *press) send(p *publisher, due, t int64) {
	p.channel = uint32((r.turn[p.index]*r.layout.Publishers + p.index) % r.layout.Channels)
	r.turn[p.index]++
	stream := r.layout.stream(p.channel, uint32(p.index))
	r.sent[stream]++
	p.seq, p.due, p.sent, p.busy = r.sent[stream], due, t, true
	record(r.delay, t-due)
	m := message{p.channel, uint32(p.index), p.seq, due}
	var err error
	r.body, r.request, err = p.publish(r.channels[p.channel], m, r.padding, r.body, r.request)
	if err != nil {
		r.finish(p, uncertain, now())
	}
}

func (r *press) arm(at int64) {
	spec := unix.ItimerSpec{Value: unix.NsecToTimespec(max(at, 1))}
	_ = unix.TimerfdSettime(r.timer, unix.TFD_TIMER_ABSTIME, &spec, nil) // the arguments are right
}

func (r *press) turnOnce(timeout int) {
	events, err := r.poller.wait(timeout)
	if err != nil {
		r.fatal = err
		return
	}
	for _, e := range events {
		switch {
		case e.Fd == tagTimer:
			_, _ = unix.Read(r.timer, r.buf[:8])
		case e.Fd >= 0:
			if p := r.publishers[e.Fd]; p.fd >= 0 && p.generation == e.Pad {
				r.answered(p)
			}
		}
	}
}

func (r *press) answered(p *publisher) {
	o, text := p.answer(r.buf)
	switch {
	case o == pending:
	case o == refused:
		r.fatal = errors.New("a publish was answered " + text)
	case !p.busy:
		p.hangUp() // an idle connection that the server closed
	default:
		r.finish(p, o, now())
	}
}

func (r *press) finish(p *publisher, o outcome, t int64) {
	p.busy = false
	stream := r.layout.stream(p.channel, uint32(p.index))
	switch o {
	case accepted:
		r.figures.Accepted++
		record(r.answers, t-p.sent)
	case unavailable: // its number is free again
		r.figures.Unavailable++
		p.retryAt = t + int64(10*time.Millisecond)
		r.sent[stream]--
	case uncertain:
		r.figures.Uncertain++
		r.uncertain[broadcast(stream, p.seq)] = true
		p.hangUp()
	}
}

func (r *press) busy() bool {
	for _, p := range r.publishers {
		if p.busy {
			return true
		}
	}
	return false
}

// abandon gives up the publishes that nobody answered.
func (r *press) abandon() {
	for _, p := range r.publishers {
		if p.busy {
			r.finish(p, uncertain, now())
		}
	}
}
