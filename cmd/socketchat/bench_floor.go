//go:build linux

package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"socketchat/bench"
)

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
