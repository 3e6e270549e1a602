package bench

import (
	"fmt"
	"io"
)

// Report is all that a run gave; it is what --json writes. Times are nanoseconds, memory bytes.
type Report struct {
	Title       string       `json:"title"`
	Options     Options      `json:"options"`
	Plan        Plan         `json:"plan"`
	Machine     Machine      `json:"machine"`
	Connects    []Connect    `json:"connects"`
	Rounds      []Round      `json:"rounds,omitempty"`
	Churn       []ChurnRound `json:"churn,omitempty"`
	Soak        []SoakLine   `json:"soak,omitempty"`
	Result      Table        `json:"result"`
	Faults      Faults       `json:"faults"`
	Gone        int64        `json:"gone"`    // clients that were thrown out
	Missing     int64        `json:"missing"` // clients that did not get in
	Unavailable int64        `json:"unavailable"`
	Notes       []string     `json:"notes,omitempty"`
	Interrupted bool         `json:"interrupted,omitempty"`
}

// OK reports whether everything was delivered as promised to clients that all got in and stayed.
func (r *Report) OK() bool { return !r.Faults.Any() && r.Gone == 0 && r.Missing == 0 }

func (r *Report) targets() []string {
	if other := r.Options.against(); other != "" {
		return []string{"server", other}
	}
	return []string{"server"}
}

// write prints the result, and what is to be said of it.
func (r *Report) write(w io.Writer) error {
	if err := r.Result.write(w, r.targets()); err != nil {
		return err
	}
	fmt.Fprintf(w, "\nlost %s, doubled %s, reordered %s, stray %s; answered 503: %s; clients refused or failed %s, thrown out %s\n",
		count(r.Faults.Lost), count(r.Faults.Doubled), count(r.Faults.Reordered), count(r.Faults.Stray),
		count(r.Unavailable), count(r.Missing), count(r.Gone))
	for _, n := range r.Notes {
		fmt.Fprintln(w, n)
	}
	if r.Interrupted {
		fmt.Fprintln(w, "Interrupted: this is what there was until then.")
	}
	return nil
}

// judge works out the result from the rounds.
func (r *Report) judge() {
	r.Result = nil
	r.churnRows()
	r.roundRows()
	r.connectRows()
	for i := range r.Rounds {
		r.Unavailable += r.Rounds[i].Publish.Unavailable
		r.Faults.add(r.Rounds[i].Faults)
	}
	r.Notes = append(r.Notes, generatorNotes(r.Rounds)...)
}

// ms returns a row's value in milliseconds from nanoseconds.
func ms(ns int64) float64 { return float64(ns) / 1e6 }

func (r *Report) roundRows() {
	t, rounds := &r.Result, r.Rounds
	listened := r.Options.Scenario != "publish"
	delivered := func(f func(*Round) float64) func(*Round) (float64, bool) {
		return func(r *Round) (float64, bool) { return f(r), listened && r.Deliveries > 0 }
	}
	t.add("deliveries a second", rounds, delivered(func(r *Round) float64 { return float64(r.Deliveries) / r.Seconds }))
	t.add("publishes a second", rounds, func(r *Round) (float64, bool) { return float64(r.Publish.Accepted) / r.Seconds, true })
	t.add("server CPU per delivery, µs", rounds, func(r *Round) (float64, bool) {
		return float64(r.CPU) / 1e3 / float64(max(r.Deliveries, 1)), r.KnownCPU && listened && r.Deliveries > 0
	})
	t.add("server CPU per publish, µs", rounds, func(r *Round) (float64, bool) {
		return float64(r.CPU) / 1e3 / float64(max(r.Publish.Accepted, 1)), r.KnownCPU && r.Publish.Accepted > 0
	})
	t.add("writes per delivery", rounds, func(r *Round) (float64, bool) {
		return r.Writes / float64(max(r.Deliveries, 1)), r.Scraped && listened && r.Deliveries > 0 && r.Target != "floor"
	})
	r.quantileRows("publish to receipt", delivered, func(r *Round) *Quantiles { return &r.Latency })
	t.add("to the last client p50, ms", rounds, func(r *Round) (float64, bool) { return ms(r.LastClient.P50), r.LastClient.Count > 0 })
	t.add("to the last client max, ms", rounds, func(r *Round) (float64, bool) { return ms(r.LastClient.Max), r.LastClient.Count > 0 })
	t.add("publish to answer p50, ms", rounds, func(r *Round) (float64, bool) { return ms(r.Publish.Answer.quantiles().P50), r.Publish.Accepted > 0 })
	t.add("publish to answer p99, ms", rounds, func(r *Round) (float64, bool) { return ms(r.Publish.Answer.quantiles().P99), r.Publish.Accepted > 0 })
	t.add("answered 503", rounds, func(r *Round) (float64, bool) { return float64(r.Publish.Unavailable), true })
	t.add("generator CPU per delivery, µs", rounds, delivered(func(r *Round) float64 { return float64(r.Generator.CPU) / 1e3 / float64(r.Deliveries) }))
	t.add("generator's loop lag p99, ms", rounds, delivered(func(r *Round) float64 { return ms(r.Generator.Lag.P99) }))
	t.add("generator's loop busy, %", rounds, delivered(func(r *Round) float64 { return 100 * r.Generator.Busy }))
	t.add("generator without a processor, %", rounds, delivered(func(r *Round) float64 { return 100 * r.Generator.Wait }))
}

func (r *Report) quantileRows(name string, when func(func(*Round) float64) func(*Round) (float64, bool), q func(*Round) *Quantiles) {
	for _, c := range []struct {
		label string
		value func(*Quantiles) int64
	}{
		{"p50", func(q *Quantiles) int64 { return q.P50 }},
		{"p90", func(q *Quantiles) int64 { return q.P90 }},
		{"p99", func(q *Quantiles) int64 { return q.P99 }},
		{"p99.9", func(q *Quantiles) int64 { return q.P999 }},
		{"max", func(q *Quantiles) int64 { return q.Max }},
	} {
		r.Result.add(name+" "+c.label+", ms", r.Rounds, when(func(r *Round) float64 { return ms(c.value(q(r))) }))
	}
}

// measured reports whether the generator's own delays are a good part of a latency.
func (g *Generator) measured(latency int64) bool {
	return g.Busy > 0.5 && 4*g.Lag.P99 > latency || g.Wait > 0.2
}

// generatorNotes says when the generator was the thing measured.
func generatorNotes(rounds []Round) (notes []string) {
	worst := map[string]*Round{}
	for i := range rounds {
		r := &rounds[i]
		if r.Latency.Count > 0 && r.Generator.measured(r.Latency.P50) && worst[r.Target] == nil {
			worst[r.Target] = r
		}
		if r.Publish.Overdue > 0 {
			notes = append(notes, fmt.Sprintf("Against the %s %s publishes were due and not sent: all publishers waited for answers. Raise --publishers or lower --rate.",
				r.Target, count(r.Publish.Overdue)))
		}
	}
	for _, target := range []string{"server", embedded, "floor"} {
		if r := worst[target]; r != nil {
			notes = append(notes, fmt.Sprintf("The generator was part of what was measured against the %s: an input waited up to %.1f ms (p99) in its loop, which was busy %.0f %% of the time and had no processor for %.0f %%. Latency and rate are at least as good as shown. Use --processes, or generate from another machine.",
				target, ms(r.Generator.Lag.P99), 100*r.Generator.Busy, 100*r.Generator.Wait))
		}
	}
	return notes
}
