//go:build linux

package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"socketchat/bench"
)

type benchFanoutCommand struct {
	benchAim  `group:"Where:"`
	benchLoad `group:"Load:"`
	Clients   int `default:"1000" help:"Subscribers, spread over the channels."`
	Channels  int `default:"1" help:"Channels."`
	Joins     int `default:"1" help:"Channels that each client joins."`
	Stalled   int `help:"Clients that stop reading once they have joined; the others are measured."`
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

// Run soaks.
func (c benchSoakCommand) Run(a *app) error {
	o := c.options("soak")
	o.Clients, o.Channels, o.Churn, o.Rate, o.Payload, o.Duration = c.Clients, c.Channels, c.Churn, c.Rate, c.Payload, c.Duration
	return a.bench(o)
}

type benchFloorCommand struct {
	Port int `default:"3001" help:"Port of 127.0.0.1."`
}

// Help is printed below the command's usage.
func (benchFloorCommand) Help() string {
	return "One thread, one epoll, one write(2) for each delivery, canned answers. It understands nothing but this generator.\n"
}

// Run serves the floor until a signal.
func (c benchFloorCommand) Run(*app) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	f, err := bench.ListenFloor(c.Port)
	if err != nil {
		return err
	}
	return f.Serve(ctx)
}

type benchWorkerCommand struct{}

// Run holds clients for the process that started this one.
func (benchWorkerCommand) Run(a *app) error {
	return bench.Work(os.Stdin, a.stdout)
}
