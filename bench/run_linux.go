package bench

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"
)

// Machine is where a run took place.
type Machine struct {
	CPUs int    `json:"cpus"`
	Go   string `json:"go"`
	Time string `json:"time"`
}

// bencher is one run.
type bencher struct {
	o      *Options
	out    io.Writer
	live   *progress
	sides  []*side
	report Report
}

// Run carries out what o says, prints a plan, the progress and the result to out, and returns
// the report, which is there as far as it goes when ctx ended the run. A *UsageError says that
// nothing was started.
func Run(ctx context.Context, o Options, out io.Writer, terminal bool) (*Report, error) {
	o.defaults()
	limits := machineLimits()
	if o.Priority == realtime && !mayHurry() {
		o.Priority = normal
	}
	if o.Processes == 0 {
		o.Processes = processes(&o, limits)
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	b := &bencher{o: &o, out: out, live: &progress{w: out, on: terminal}}
	b.report = Report{
		Title: o.title(), Options: o,
		Machine: Machine{runtime.NumCPU(), runtime.Version(), time.Now().UTC().Format(time.RFC3339)},
	}
	b.report.Plan = newPlan(&o, limits, loopbackOnly(ctx, &o))
	if err := b.report.Plan.refuse(); err != nil {
		return nil, err
	}
	b.report.Plan.print(out, &o)
	err := b.scenario(ctx)
	b.live.clear()
	b.close()
	if ctx.Err() != nil {
		b.report.Interrupted = true
		if errors.Is(err, ctx.Err()) {
			err = nil
		}
	}
	if err != nil {
		return nil, err
	}
	b.report.judge()
	return &b.report, b.publishReport()
}

// loopbackOnly reports whether all targets are on this machine's loopback.
func loopbackOnly(ctx context.Context, o *Options) bool {
	for _, raw := range o.URLs {
		if addr, _, err := resolve(ctx, raw); err != nil || !addr.Addr().IsLoopback() {
			return false
		}
	}
	return true
}

func (b *bencher) publishReport() error {
	if err := b.report.write(b.out); err != nil {
		return err
	}
	if b.o.JSON != "" {
		if err := writeFile(b.o.JSON, b.report.writeJSON); err != nil {
			return err
		}
	}
	if b.o.HTML != "" {
		return writeFile(b.o.HTML, b.report.writeHTML)
	}
	return nil
}

func writeFile(name string, write func(io.Writer) error) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}

// scenario runs what was asked for.
func (b *bencher) scenario(ctx context.Context) error {
	switch b.o.Scenario {
	case "connect":
		return b.connects(ctx)
	case "churn":
		return b.churn(ctx)
	case "soak":
		return b.soak(ctx)
	default:
		return b.rounds(ctx)
	}
}

// open starts the targets, in the order in which they take turns.
func (b *bencher) open(ctx context.Context) error {
	run := make([]byte, 4)
	_, _ = rand.Read(run) // never fails
	l := layout{
		Run: hex.EncodeToString(run), Clients: b.o.Clients, Channels: b.o.Channels, Joins: b.o.Joins, Publishers: b.o.Publishers,
		Stalled: b.o.Stalled,
	}
	makers := []func(context.Context, *Options) (*target, error){serverTarget}
	switch b.o.against() {
	case "floor":
		makers = append(makers, floorTarget)
	case embedded:
		makers = append(makers, embeddedTarget)
	}
	for _, makeTarget := range makers {
		t, err := makeTarget(ctx, b.o)
		if err != nil {
			return err
		}
		s, err := newSide(ctx, b.o, l, t)
		if err != nil {
			t.stop()
			return err
		}
		b.sides = append(b.sides, s)
	}
	return nil
}

func (b *bencher) close() {
	for _, s := range b.sides {
		if f, err := s.take(); err == nil {
			b.report.Gone += f.Gone
			for text, n := range f.Errors {
				b.report.Notes = append(b.report.Notes, fmt.Sprintf("%s: %s (%s)", s.name, text, plural(n, "client", "clients")))
			}
		}
		s.close()
	}
	b.sides = nil
}
