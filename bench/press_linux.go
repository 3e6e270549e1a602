package bench

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
	"golang.org/x/sys/unix"
)

// press is all publishers on one epoll. It is used by one goroutine at a time.
type press struct {
	layout     layout
	padding    string
	channels   []string
	publishers []*publisher
	poller     *poller
	timer      int
	buf        []byte
	body       []byte
	request    []byte
	turn       []int // of each publisher: how many publishes it began

	// Since the beginning: what the crowds' counts are held against.
	sent      []uint32 // highest sequence number of each stream
	uncertain map[uint64]bool

	// Of the current run.
	figures PublishFigures
	answers *hdrhistogram.Histogram
	delay   *hdrhistogram.Histogram
	fatal   error
}

// PublishFigures are what became of the publishes of a run.
type PublishFigures struct {
	Accepted    int64     `json:"accepted"`
	Unavailable int64     `json:"unavailable"` // answered 503
	Uncertain   int64     `json:"uncertain"`   // connection lost, or 503 outcome_unknown
	Overdue     int64     `json:"overdue"`     // due, but not sent when the time was up
	Answer      histogram `json:"answer"`      // from a publish to its answer
	Delay       histogram `json:"delay"`       // from when one was due to when it was sent
	Start       int64     `json:"-"`           // CLOCK_MONOTONIC
	CPU         int64     `json:"-"`
}

// newPress connects the publishers.
func newPress(l layout, t *endpoint, payload int) (*press, error) {
	p, err := newPoller()
	if err != nil {
		return nil, err
	}
	timer, err := unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_CLOEXEC|unix.TFD_NONBLOCK)
	if err != nil {
		p.close()
		return nil, fmt.Errorf("timerfd: %w", err)
	}
	r := &press{
		layout: l, padding: string(padding(payload)), poller: p, timer: timer, buf: make([]byte, 64<<10),
		turn: make([]int, l.Publishers), sent: make([]uint32, l.streams()), uncertain: map[uint64]bool{},
		answers: newHistogram(), delay: newHistogram(),
	}
	for channel := range l.Channels {
		r.channels = append(r.channels, l.name(uint32(channel)))
	}
	err = p.add(timer, unix.EPOLLIN, tagTimer, 0)
	for i := 0; i < l.Publishers && err == nil; i++ {
		r.publishers = append(r.publishers, newPublisher(i, t))
		err = r.publishers[i].connect(p)
	}
	if err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

func padding(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = 'a' + byte(i%26)
	}
	return b
}

// run publishes for a time, at rate a second (0: flat out), and waits for the answers. A run
// that ctx ends is complete up to there.
func (r *press) run(ctx context.Context, rate float64, d time.Duration) (PublishFigures, error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer hurry()()
	cpu := threadCPU()
	r.answers.Reset()
	r.delay.Reset()
	r.figures, r.fatal = PublishFigures{Start: now()}, nil
	p := pace{rate: rate, start: r.figures.Start}
	end := r.figures.Start + int64(d)
	for t := now(); t < end && ctx.Err() == nil && r.fatal == nil; t = now() {
		wake := min(r.launch(&p, t, end), end)
		r.arm(wake)
		r.turnOnce(100)
	}
	if rate > 0 {
		for ctx.Err() == nil && r.fatal == nil && p.next(end) < end { // all were busy
			p.count++
			r.figures.Overdue++
		}
	}
	for patience := now() + int64(5*time.Second); r.busy() && now() < patience && r.fatal == nil; {
		r.turnOnce(100)
	}
	r.abandon()
	r.figures.Answer, r.figures.Delay = histogram{r.answers.Clone()}, histogram{r.delay.Clone()}
	r.figures.CPU = threadCPU() - cpu
	return r.figures, r.fatal
}

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

func (r *press) close() {
	for _, p := range r.publishers {
		p.hangUp()
	}
	unix.Close(r.timer)
	r.poller.close()
}
