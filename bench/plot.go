package bench

import (
	"fmt"
	"html/template"
	"math"
	"strings"
)

// plot is a line chart as inline SVG.
type plot struct {
	title, x, y string
	xTicks      []tick // at values of x after scaling; none: even ones
	logY        bool
	series      []series
}

type series struct {
	name   string
	points []point
}

type point struct{ x, y float64 }

type tick struct {
	at    float64
	label string
}

// Size of a plot and of the room around its axes, in SVG units.
const (
	plotWidth, plotHeight                    = 760.0, 340.0
	plotLeft, plotRight, plotTop, plotBottom = 70.0, 20.0, 16.0, 48.0
)

// frame is a plot's range of values.
type frame struct{ x0, x1, y0, y1 float64 }

// svg draws the plot. Nothing in it comes from outside: names are the generator's own.
func (p *plot) svg() template.HTML {
	f, ok := p.frame()
	if !ok {
		return "<p>Nothing was received, so there is nothing to plot.</p>"
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg viewBox="0 0 %g %g" role="img" aria-label="%s">`, plotWidth, plotHeight, p.title)
	p.axes(&b, f)
	for i, s := range p.series {
		fmt.Fprintf(&b, `<polyline class="line s%d" points="`, i)
		for _, q := range s.points {
			fmt.Fprintf(&b, "%.1f,%.1f ", f.px(q.x), f.py(p.scale(q.y)))
		}
		b.WriteString(`"/>`)
		x := plotLeft + 12 + float64(i)*150
		fmt.Fprintf(&b, `<line class="line s%d" x1="%g" x2="%g" y1="24" y2="24"/><text x="%g" y="28">%s</text>`, i, x, x+22, x+28, s.name)
	}
	b.WriteString("</svg>")
	return template.HTML(b.String()) //nolint:gosec // see above
}

func (p *plot) axes(b *strings.Builder, f frame) {
	bottom, right := plotHeight-plotBottom, plotWidth-plotRight
	for _, t := range p.yTicks(f) {
		y := f.py(t.at)
		fmt.Fprintf(b, `<line class="grid" x1="%g" x2="%g" y1="%.1f" y2="%.1f"/><text class="end" x="%g" y="%.1f">%s</text>`,
			plotLeft, right, y, y, plotLeft-8, y+4, t.label)
	}
	xTicks := p.xTicks
	if xTicks == nil {
		xTicks = even(f.x0, f.x1, 8)
	}
	for _, t := range xTicks {
		if x := f.px(t.at); t.at >= f.x0 && t.at <= f.x1 {
			fmt.Fprintf(b, `<line class="grid" x1="%.1f" x2="%.1f" y1="%g" y2="%g"/><text class="mid" x="%.1f" y="%g">%s</text>`,
				x, x, plotTop, bottom, x, bottom+18, t.label)
		}
	}
	fmt.Fprintf(b, `<text class="mid" x="%g" y="%g">%s</text>`, (plotLeft+right)/2, plotHeight-8, p.x)
	fmt.Fprintf(b, `<text class="mid" transform="translate(14 %g) rotate(-90)">%s</text>`, (plotTop+bottom)/2, p.y)
}

// frame finds the range of all points; ok is false when there are none.
func (p *plot) frame() (f frame, ok bool) {
	f = frame{math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)}
	for _, s := range p.series {
		for _, q := range s.points {
			y := p.scale(q.y)
			f = frame{min(f.x0, q.x), max(f.x1, q.x), min(f.y0, y), max(f.y1, y)}
			ok = true
		}
	}
	if p.logY {
		f.y0, f.y1 = math.Floor(f.y0), math.Ceil(f.y1)
	} else {
		f.y0, f.y1 = 0, f.y1*1.15
	}
	if f.x1 <= f.x0 {
		f.x1 = f.x0 + 1
	}
	if f.y1 <= f.y0 {
		f.y1 = f.y0 + 1
	}
	return f, ok
}

func (p *plot) scale(y float64) float64 {
	if p.logY {
		return math.Log10(max(y, 1e-3))
	}
	return y
}

func (p *plot) yTicks(f frame) (ticks []tick) {
	if !p.logY {
		return even(f.y0, f.y1, 5)
	}
	for e := f.y0; e <= f.y1; e++ {
		ticks = append(ticks, tick{e, brief(math.Pow(10, e))})
	}
	return ticks
}

func (f frame) px(x float64) float64 {
	return plotLeft + (x-f.x0)/(f.x1-f.x0)*(plotWidth-plotLeft-plotRight)
}

func (f frame) py(y float64) float64 {
	return plotHeight - plotBottom - (y-f.y0)/(f.y1-f.y0)*(plotHeight-plotTop-plotBottom)
}

// even returns about n ticks at round numbers.
func even(from, to float64, n int) (ticks []tick) {
	step := math.Pow(10, math.Floor(math.Log10((to-from)/float64(n))))
	for _, factor := range []float64{1, 2, 5, 10} {
		if (to-from)/(step*factor) <= float64(n) {
			step *= factor
			break
		}
	}
	for v := math.Ceil(from/step) * step; v <= to; v += step {
		ticks = append(ticks, tick{v, brief(v)})
	}
	return ticks
}
