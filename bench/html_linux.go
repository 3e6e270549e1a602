package bench

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"strings"
	"time"
)

//go:embed report.html
var pageText string

var page = template.Must(template.New("report").Funcs(template.FuncMap{"figure": figure, "count": count[int64]}).Parse(pageText))

// pageData is what the page shows.
type pageData struct {
	*Report
	Targets []string
	Plan    string
	Plots   []pagePlot
}

type pagePlot struct {
	Title, Text string
	SVG         template.HTML
}

// writeHTML writes one self-contained page: the result and its plots.
func (r *Report) writeHTML(w io.Writer) error {
	var plan strings.Builder
	r.Plan.print(&plan, &r.Options)
	return page.Execute(w, pageData{r, r.targets(), strings.TrimSpace(plan.String()), r.plots()})
}

func (r *Report) plots() (plots []pagePlot) {
	add := func(text string, p plot) {
		if len(p.series) > 0 {
			plots = append(plots, pagePlot{p.title, text, p.svg()})
		}
	}
	add("How long deliveries took, from the time at which their publish was due. Read it from the right: at 99 %, one in a hundred took longer.",
		r.distribution("Latency from publish to receipt", func(target string) histogram {
			var h histogram
			for i := range r.Rounds {
				if r.Rounds[i].Target == target {
					h.merge(r.Rounds[i].Histogram)
				}
			}
			return h
		}))
	add("Deliveries in each tenth of a second, the rounds of a target one after the other.", r.rates())
	add("How long clients took from connecting to the ack of their last join.",
		r.distribution("Connect to joined", func(target string) histogram {
			var h histogram
			for i := range r.Connects {
				if r.Connects[i].Target == target {
					h.merge(r.Connects[i].Figures.Took)
				}
			}
			return h
		}))
	add("The server's resident memory over time.", r.memory())
	return plots
}

// distribution plots latency over percentiles, whose axis stretches towards 100 %.
func (r *Report) distribution(title string, of func(target string) histogram) plot {
	p := plot{title: title, x: "percentile", y: "ms", logY: true}
	for nines := range 6 {
		label := []string{"0", "90 %", "99 %", "99.9 %", "99.99 %", "99.999 %"}[nines]
		p.xTicks = append(p.xTicks, tick{float64(nines), label})
	}
	p.xTicks = append(p.xTicks, tick{math.Log10(2), "50 %"})
	for _, target := range r.targets() {
		h := of(target)
		if h.Histogram == nil || h.TotalCount() == 0 {
			continue
		}
		s := series{name: target}
		most := math.Log10(float64(h.TotalCount()))
		for x := 0.0; x <= min(most, 5); x += 0.05 {
			s.points = append(s.points, point{x, ms(h.ValueAtPercentile(100 * (1 - math.Pow(10, -x))))})
		}
		p.series = append(p.series, s)
	}
	return p
}

func (r *Report) rates() plot {
	p := plot{title: "Deliveries a second over time", x: "seconds", y: "deliveries/s"}
	for _, target := range r.targets() {
		s := series{name: target}
		at := 0.0
		for i := range r.Rounds {
			if r.Rounds[i].Target != target {
				continue
			}
			for _, n := range thin(r.Rounds[i].Rate, 600) {
				s.points = append(s.points, point{at, n.y / slice.Seconds()})
				at += n.x * slice.Seconds()
			}
		}
		if len(s.points) > 0 {
			p.series = append(p.series, s)
		}
	}
	return p
}

// thin averages neighbours until at most n points are left; x is how many made a point.
func thin(values []int64, n int) (points []point) {
	width := (len(values) + n - 1) / n
	for i := 0; i < len(values); i += width {
		part := values[i:min(i+width, len(values))]
		sum := 0.0
		for _, v := range part {
			sum += float64(v)
		}
		points = append(points, point{float64(len(part)), sum / float64(len(part))})
	}
	return points
}

func (r *Report) memory() plot {
	p := plot{title: "Memory of the server", x: "minutes", y: "MB"}
	s := series{name: "server"}
	for i := range r.Soak {
		s.points = append(s.points, point{r.Soak[i].Elapsed / 60, float64(r.Soak[i].RSS) / 1e6})
	}
	if len(r.Churn) > 0 {
		p.x = "round"
		for i := range r.Churn {
			s.points = append(s.points, point{float64(i), float64(r.Churn[i].RSS) / 1e6})
		}
	}
	if len(s.points) > 1 {
		p.series = append(p.series, s)
	}
	return p
}

// Verdict is the page's headline.
func (r *Report) Verdict() string {
	if !r.OK() {
		return "Not everything was delivered as promised."
	}
	var deliveries int64
	for i := range r.Rounds {
		deliveries += r.Rounds[i].Deliveries
	}
	if deliveries == 0 {
		return "Every client got in and stayed."
	}
	return fmt.Sprintf("All %s deliveries arrived once and in order.", count(deliveries))
}

// When is the time of the run for people.
func (r *Report) When() string {
	t, err := time.Parse(time.RFC3339, r.Machine.Time)
	if err != nil {
		return r.Machine.Time
	}
	return t.Format("2 January 2006, 15:04 UTC")
}

// Rows is the result as the page wants it.
func (r *Report) Rows() (rows []*Row) {
	for i := range r.Result {
		rows = append(rows, &r.Result[i])
	}
	return rows
}
