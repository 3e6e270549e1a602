package bench

import (
	"context"
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
	realtime   bool
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
func newPress(l layout, t *endpoint, payload int, realtime bool) (*press, error) {
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
		realtime: realtime, turn: make([]int, l.Publishers), sent: make([]uint32, l.streams()), uncertain: map[uint64]bool{},
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
	calm, _ := hurry(r.realtime)
	defer calm()
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

func (r *press) close() {
	for _, p := range r.publishers {
		p.hangUp()
	}
	shut(r.timer)
	r.poller.close()
}
