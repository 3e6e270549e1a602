//go:build linux

package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/term"

	"socketchat/bench"
)

type benchCommand struct {
	Fanout   benchFanoutCommand  `cmd:"" help:"Broadcast to channels with many members."`
	OneToOne benchPairsCommand   `cmd:"" name:"one-to-one" help:"Publish to channels with one member each."`
	Publish  benchPublishCommand `cmd:"" help:"Publish to a channel in which nobody is."`
	Connect  benchConnectCommand `cmd:"" help:"Let clients storm in, then look at the memory they take."`
	Churn    benchChurnCommand   `cmd:"" help:"Rounds of connect, join, leave: what does not come back?"`
	Soak     benchSoakCommand    `cmd:"" help:"A mixed load for hours, a line a minute."`
	Floor    benchFloorCommand   `cmd:"" help:"Serve what a server is compared with: a raw write for each delivery, no protocol."`
	Worker   benchWorkerCommand  `cmd:"" hidden:"" help:"Clients of a run with --processes."`
}

// Help is printed below the command's usage.
func (benchCommand) Help() string {
	return `Without --url it starts a server of its own on a free port of 127.0.0.1, with the embedded log and a random key; other settings come from the environment. Every delivery is counted: anything lost, doubled or reordered is shown, and the exit code is 1.

Examples:

  socketchat bench fanout
  socketchat bench fanout --clients 10000 --rate 20 --report fanout.html
  socketchat bench connect --clients 18000
  socketchat bench fanout --url http://10.0.0.7:3000 --key "$HTTP_API_KEY"
`
}

// benchAim is where a run goes; every scenario has it.
type benchAim struct {
	URL             []string `name:"url" sep:"," placeholder:"URL" help:"Servers that run already, comma-separated; clients are spread over them."`
	Key             string   `env:"BENCH_KEY" placeholder:"KEY" help:"Their HTTP_API_KEY, also from BENCH_KEY."`
	Path            string   `default:"/socket.io/" help:"Their SOCKET_PATH."`
	PID             []int    `name:"pid" sep:"," placeholder:"PID" help:"Their processes, if they run here: for CPU and memory."`
	Server          string   `placeholder:"FILE" help:"Measure this build of socketchat instead of the one that runs."`
	Redis           string   `placeholder:"HOST:PORT" help:"Start servers that share a log in this Redis."`
	Nodes           int      `help:"How many of them; 2 unless told."`
	Transport       string   `enum:"websocket,polling" default:"websocket" help:"websocket or polling."`
	Processes       int      `help:"Spread the clients over so many processes; 0: as many as descriptors and 18,000 clients a process ask for."`
	Priority        string   `enum:"realtime,normal" default:"realtime" help:"Of the generator's threads: realtime, where the system allows it, keeps the server from taking their processor; normal leaves the server (and the floor) more."`
	Concurrency     int      `default:"256" help:"Clients that are connecting at a time."`
	Rounds          int      `default:"3" help:"Rounds; the result is their median."`
	AgainstFloor    bool     `help:"Take turns with the floor and show the ratios."`
	AgainstEmbedded bool     `help:"With --redis, take turns with one server on the embedded log and show the ratios."`
	JSON            string   `name:"json" placeholder:"FILE" help:"Write everything as JSON."`
	Report          string   `placeholder:"FILE" help:"Write a page with plots (HTML)."`
}

func (c benchAim) options(scenario string) bench.Options {
	return bench.Options{
		Scenario: scenario, Transport: c.Transport, URLs: c.URL, Key: c.Key, Path: c.Path, PIDs: c.PID, Server: c.Server,
		Processes: c.Processes, Priority: c.Priority, Concurrency: c.Concurrency, Rounds: c.Rounds, AgainstFloor: c.AgainstFloor,
		Redis: c.Redis, Nodes: c.Nodes, AgainstEmbedded: c.AgainstEmbedded,
		JSON: c.JSON, HTML: c.Report,
	}
}

// benchLoad is what publishers do.
type benchLoad struct {
	Publishers int           `default:"16" help:"Backends that publish, each one at a time."`
	Rate       float64       `help:"Publishes a second in all; 0: flat out."`
	Payload    int           `default:"128" help:"Bytes of padding in each event."`
	Duration   time.Duration `default:"3s" help:"Length of a round."`
	Warmup     time.Duration `default:"500ms" help:"Publishing before the first round."`
}

func (c benchLoad) apply(o *bench.Options) {
	o.Publishers, o.Rate, o.Payload, o.Duration, o.Warmup = c.Publishers, c.Rate, c.Payload, c.Duration, c.Warmup
}

// bench runs a scenario until it is over or a signal ends it; the report so far is printed then.
func (a *app) bench(o bench.Options) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	defer context.AfterFunc(ctx, stop)() // a second Ctrl-C does not wait for the report
	var err error
	if o.Executable, err = os.Executable(); err != nil {
		return err
	}
	terminal := false
	if f, ok := a.stdout.(*os.File); ok {
		terminal = term.IsTerminal(int(f.Fd()))
	}
	report, err := bench.Run(ctx, o, a.stdout, terminal)
	var wrong bench.UsageError
	switch {
	case errors.As(err, &wrong):
		return usage("%s\nNothing was started.", wrong)
	case err != nil:
		return err
	case !report.OK():
		return errors.New("Not everything was delivered as promised.")
	}
	return nil
}
