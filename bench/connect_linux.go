package bench

// Connect is how the clients of one target came in, and what that cost.
type Connect struct {
	Target   string         `json:"target"`
	Figures  ConnectFigures `json:"figures"`
	CPU      int64          `json:"cpu"`
	KnownCPU bool           `json:"known_cpu"`
	RSS      int64          `json:"rss"` // bytes that came on top
	Polling  bool           `json:"polling"`
}

// connectRows adds what connecting gave, where it is the thing measured or was wide enough to say.
func (r *Report) connectRows() {
	for i := range r.Connects {
		r.Missing += int64(r.Connects[i].Figures.Refused + r.Connects[i].Figures.Failed)
	}
	r.connectRow("connects and joins a second", func(c *Connect) (float64, bool) {
		return float64(c.Figures.Clients) / (float64(c.Figures.Nanos) / 1e9), true
	})
	r.connectRow("server CPU per connect and join, µs", func(c *Connect) (float64, bool) {
		return float64(c.CPU) / 1e3 / float64(c.Figures.Clients), c.KnownCPU && c.CPU > 0
	})
	r.connectRow("connect to joined p50, ms", func(c *Connect) (float64, bool) { return ms(c.Figures.Took.quantiles().P50), true })
	r.connectRow("connect to joined p99, ms", func(c *Connect) (float64, bool) { return ms(c.Figures.Took.quantiles().P99), true })
	r.connectRow("server memory per client, bytes", func(c *Connect) (float64, bool) {
		return float64(c.RSS) / float64(c.Figures.Clients), c.KnownCPU && c.Figures.Clients >= 5000 && r.Options.Scenario != "churn"
	})
}

func (r *Report) connectRow(name string, value func(c *Connect) (float64, bool)) {
	values := map[string][]float64{}
	for i := range r.Connects {
		c := &r.Connects[i]
		if c.Figures.Clients == 0 {
			continue
		}
		if v, ok := value(c); ok {
			values[c.Target] = append(values[c.Target], v)
		}
	}
	r.Result.put(name, values)
}
