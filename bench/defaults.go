package bench

import "time"

// defaults fills in what was not said, by scenario.
func (o *Options) defaults() {
	set := func(n *int, value int) {
		if *n == 0 {
			*n = value
		}
	}
	set(&o.Joins, 1)
	set(&o.Concurrency, 256)
	set(&o.Rounds, 3)
	if o.Redis != "" {
		set(&o.Nodes, 2)
	}
	if o.Transport == "" {
		o.Transport = "websocket"
	}
	if o.Priority == "" {
		o.Priority = realtime
	}
	if o.Path == "" {
		o.Path = "/socket.io/"
	}
	switch o.Scenario {
	case "one-to-one":
		set(&o.Clients, 5000)
		set(&o.Channels, o.Clients)
		set(&o.Publishers, 16)
	case "publish":
		o.Clients = 0
		set(&o.Channels, 1)
		set(&o.Publishers, 16)
	case "connect", "churn":
		set(&o.Clients, 10_000)
		set(&o.Channels, 100)
		o.Publishers = 1
	case "soak":
		set(&o.Clients, 1000)
		set(&o.Channels, 10)
		set(&o.Publishers, 4)
		if o.Rate == 0 {
			o.Rate = 50
		}
	default:
		set(&o.Clients, 1000)
		set(&o.Channels, 1)
		set(&o.Publishers, 16)
	}
	if o.Duration == 0 {
		o.Duration = 3 * time.Second
	}
}
