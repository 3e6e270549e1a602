// Command conformance is a server for protocol test suites: a second, tiny application on the
// sessions that socketchat runs on. It has no channels, no tokens and no REST API.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// stopTimeout is how long clients may take to go after a signal.
const stopTimeout = 2 * time.Second

func main() {
	o, err := parse(os.Args[1:])
	switch {
	case errors.Is(err, flag.ErrHelp):
		return
	case err != nil:
		os.Exit(2) // parse has said why
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	if err := serve(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "conformance:", err)
		os.Exit(1)
	}
}

// serve runs a server until ctx is over.
func serve(ctx context.Context, o *options) error {
	h, s := newServer(o)
	if err := s.Listen(); err != nil {
		return err
	}
	h.Start()
	defer h.Stop()
	stop, err := s.Serve()
	if err != nil {
		return err
	}
	for _, a := range s.Addrs() {
		fmt.Printf("listening on %s\n", a)
	}
	<-ctx.Done()
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	stop(limit)
	return nil
}
