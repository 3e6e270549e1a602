package bench

import (
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

const (
	// slice is the resolution of the rate over time.
	slice = 100 * time.Millisecond
	// ring is how many broadcasts of a stream may be on their way to their last client at once.
	ring = 64
	// ringStreams bounds the streams whose last client is looked for.
	ringStreams = 1024
	// mostLasts bounds the broadcasts whose time to the last client is kept.
	mostLasts = 1 << 20
)

// window gathers what a crowd receives between begin and take. Nothing in it allocates for a
// delivery. Owned by the crowd's loop.
type window struct {
	layout  layout
	start   int64
	count   int64
	total   int64 // of all windows
	last    int64 // when the latest delivery came
	idle    int64 // nanoseconds spent waiting
	cpu     int64 // of the thread when the window began
	wait    int64 // of the thread for a processor, when the window began
	latency *hdrhistogram.Histogram
	lag     *hdrhistogram.Histogram
	rate    []int64 // deliveries by slice
	pending []lastSeen
	lasts   map[uint64]int64 // broadcast -> nanoseconds to the last client
}

// lastSeen is the receipt of a broadcast that came last so far.
type lastSeen struct {
	seq     uint32
	due, at int64
}

func (w *window) begin(l layout, start int64) {
	if w.latency == nil {
		w.latency, w.lag = newHistogram(), newHistogram()
		w.rate = make([]int64, 0, 1024)
		if l.streams() <= ringStreams {
			w.pending = make([]lastSeen, l.streams()*ring)
		}
	}
	w.latency.Reset()
	w.lag.Reset()
	clear(w.pending)
	w.layout, w.start, w.count, w.last, w.idle = l, start, 0, start, 0
	w.rate, w.lasts = w.rate[:0], map[uint64]int64{}
}

// delivered notes a delivery.
func (w *window) delivered(m message, at int64) {
	w.count++
	w.total++
	w.last = at
	record(w.latency, at-m.due)
	i := int((at - w.start) / int64(slice))
	for len(w.rate) <= i {
		w.rate = append(w.rate, 0)
	}
	w.rate[i]++
	if w.pending == nil || int(m.channel) >= w.layout.Channels || int(m.publisher) >= w.layout.Publishers {
		return
	}
	stream := w.layout.stream(m.channel, m.publisher)
	p := &w.pending[stream*ring+int(m.seq%ring)]
	if p.seq != m.seq {
		w.settle(stream, p)
		p.seq, p.due = m.seq, m.due
	}
	p.at = at
}

// lagged notes how long an input waited for the loop to come to it.
func (w *window) lagged(ns int64) { record(w.lag, ns) }

func (w *window) settle(stream int, p *lastSeen) {
	if p.seq != 0 && len(w.lasts) < mostLasts {
		w.lasts[broadcast(stream, p.seq)] = p.at - p.due
	}
}

// windowFigures are what a window gathered; those of several crowds add up.
type windowFigures struct {
	Count   int64
	Last    int64 // CLOCK_MONOTONIC
	Idle    int64 // of the crowd that was idle least
	Wall    int64
	Latency histogram
	Lag     histogram
	Rate    []int64
	Lasts   map[uint64]int64
	Faults  Faults
	CPU     int64
	Wait    int64 // for a processor, of the crowd that waited most
	Gone    int64 // clients whose connection ended unasked, since the crowd began
	Joined  int64
	Errors  map[string]int
}

// take returns what was gathered; the window must begin anew before it is used again.
func (w *window) take() windowFigures {
	for i := range w.pending {
		w.settle(i/ring, &w.pending[i])
	}
	return windowFigures{
		Count: w.count, Last: w.last, Idle: w.idle, Wall: now() - w.start,
		Latency: histogram{w.latency.Clone()}, Lag: histogram{w.lag.Clone()},
		Rate: append([]int64(nil), w.rate...), Lasts: w.lasts,
	}
}

// add adds another crowd's figures of the same window.
func (f *windowFigures) add(g windowFigures) {
	if f.Lasts == nil {
		f.Lasts, f.Errors, f.Idle = map[uint64]int64{}, map[string]int{}, g.Idle
	}
	f.Count += g.Count
	f.Last = max(f.Last, g.Last)
	f.Idle = min(f.Idle, g.Idle)
	f.Wall = max(f.Wall, g.Wall)
	f.Latency.merge(g.Latency)
	f.Lag.merge(g.Lag)
	for i, n := range g.Rate {
		if i == len(f.Rate) {
			f.Rate = append(f.Rate, 0)
		}
		f.Rate[i] += n
	}
	for id, ns := range g.Lasts {
		f.Lasts[id] = max(f.Lasts[id], ns)
	}
	f.Faults.add(g.Faults)
	f.CPU += g.CPU
	f.Wait = max(f.Wait, g.Wait)
	f.Gone += g.Gone
	f.Joined += g.Joined
	for text, n := range g.Errors {
		f.Errors[text] += n
	}
}
