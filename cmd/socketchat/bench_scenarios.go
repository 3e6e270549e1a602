//go:build linux

package main

import "time"

type benchFanoutCommand struct {
	benchAim  `group:"Where:"`
	benchLoad `group:"Load:"`
	Clients   int `default:"1000" help:"Subscribers, spread over the channels."`
	Channels  int `default:"1" help:"Channels."`
	Joins     int `default:"1" help:"Channels that each client joins."`
	Stalled   int `help:"Clients that stop reading once they have joined; the others are measured."`
}

// Help is printed below the command's usage.
func (benchFanoutCommand) Help() string {
	return `Examples:

  socketchat bench fanout
  socketchat bench fanout --clients 10000 --publishers 4 --against-floor
  socketchat bench fanout --rate 20 --duration 10s --report fanout.html
`
}

// Run measures broadcasts.
func (c benchFanoutCommand) Run(a *app) error {
	o := c.options("fanout")
	c.apply(&o)
	o.Clients, o.Channels, o.Joins, o.Stalled = c.Clients, c.Channels, c.Joins, c.Stalled
	return a.bench(o)
}

type benchPairsCommand struct {
	benchAim  `group:"Where:"`
	benchLoad `group:"Load:"`
	Clients   int `default:"5000" help:"Clients, each in a channel of its own."`
}

// Help is printed below the command's usage.
func (benchPairsCommand) Help() string {
	return `Example:

  socketchat bench one-to-one --against-floor
`
}

// Run measures publishes with one delivery each.
func (c benchPairsCommand) Run(a *app) error {
	o := c.options("one-to-one")
	c.apply(&o)
	o.Clients = c.Clients
	return a.bench(o)
}

type benchPublishCommand struct {
	benchAim  `group:"Where:"`
	benchLoad `group:"Load:"`
	Channels  int `default:"1" help:"Channels to publish to."`
}

// Help is printed below the command's usage.
func (benchPublishCommand) Help() string {
	return `Example:

  socketchat bench publish --against-floor
`
}

// Run measures publishes that nobody receives.
func (c benchPublishCommand) Run(a *app) error {
	o := c.options("publish")
	c.apply(&o)
	o.Channels = c.Channels
	return a.bench(o)
}

type benchConnectCommand struct {
	benchAim `group:"Where:"`
	Clients  int           `default:"10000" help:"Clients."`
	Channels int           `default:"100" help:"Channels that they are spread over."`
	Settle   time.Duration `default:"3s" help:"Wait before memory is looked at."`
}

// Help is printed below the command's usage.
func (benchConnectCommand) Help() string {
	return `Examples:

  socketchat bench connect --clients 18000 --rounds 1
  socketchat bench connect --transport polling
`
}

// Run measures coming in.
func (c benchConnectCommand) Run(a *app) error {
	o := c.options("connect")
	o.Clients, o.Channels, o.Settle = c.Clients, c.Channels, c.Settle
	return a.bench(o)
}

type benchChurnCommand struct {
	benchAim `group:"Where:"`
	Clients  int           `default:"10000" help:"Clients."`
	Channels int           `default:"100" help:"Channels that they are spread over."`
	Settle   time.Duration `default:"2s" help:"Wait after a round before memory is looked at."`
}

// Help is printed below the command's usage.
func (benchChurnCommand) Help() string {
	return `Example:

  socketchat bench churn --rounds 20
`
}

// Run measures what rounds of clients leave behind.
func (c benchChurnCommand) Run(a *app) error {
	o := c.options("churn")
	o.Clients, o.Channels, o.Settle = c.Clients, c.Channels, c.Settle
	return a.bench(o)
}

type benchSoakCommand struct {
	benchAim `group:"Where:"`
	Clients  int           `default:"1000" help:"Clients."`
	Channels int           `default:"10" help:"Channels that they are spread over."`
	Churn    float64       `default:"5" help:"Clients a second that leave and come back."`
	Rate     float64       `default:"50" help:"Publishes a second in all."`
	Payload  int           `default:"128" help:"Bytes of padding in each event."`
	Duration time.Duration `default:"1h" help:"How long."`
}

// Help is printed below the command's usage.
func (benchSoakCommand) Help() string {
	return `Example:

  socketchat bench soak --duration 8h --report soak.html
`
}

// Run soaks.
func (c benchSoakCommand) Run(a *app) error {
	o := c.options("soak")
	o.Clients, o.Channels, o.Churn, o.Rate, o.Payload, o.Duration = c.Clients, c.Channels, c.Churn, c.Rate, c.Payload, c.Duration
	return a.bench(o)
}
