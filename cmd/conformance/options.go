package main

import (
	"errors"
	"flag"
	"fmt"
	"strings"
	"time"
)

// The two modes: Engine.IO alone, or Socket.IO above it.
const (
	modeEngineIO = "engineio"
	modeSocketIO = "socketio"
)

// options are the command line.
type options struct {
	listen         string
	mode           string
	path           string // with both slashes
	pingInterval   time.Duration
	pingTimeout    time.Duration
	connectTimeout time.Duration
	maxPayload     int // bytes
}

// parse reads the command line. What is wrong with it has been printed when it returns an error.
func parse(args []string) (*options, error) {
	o := &options{}
	f := flag.NewFlagSet("conformance", flag.ContinueOnError)
	f.StringVar(&o.listen, "listen", "127.0.0.1:3000", "`HOST:PORT` to listen on")
	f.StringVar(&o.mode, "mode", modeSocketIO, "engineio: echo every message; socketio: the events of the public test suite")
	f.StringVar(&o.path, "path", "", "`PATH` of the endpoint (default /engine.io/ or /socket.io/, by mode)")
	f.DurationVar(&o.pingInterval, "ping-interval", 300*time.Millisecond, "from a pong to the next ping")
	f.DurationVar(&o.pingTimeout, "ping-timeout", 200*time.Millisecond, "from a ping to its pong")
	f.DurationVar(&o.connectTimeout, "connect-timeout", time.Second, "from the handshake to the first CONNECT")
	f.IntVar(&o.maxPayload, "max-payload", 1_000_000, "`BYTES` of a message")
	if err := f.Parse(args); err != nil {
		return nil, err
	}
	if err := o.check(f.Args()); err != nil {
		fmt.Fprintln(f.Output(), err)
		f.Usage()
		return nil, err
	}
	return o, nil
}

func (o *options) check(rest []string) error {
	switch {
	case len(rest) > 0:
		return fmt.Errorf("%q is not a flag", rest[0])
	case o.mode != modeEngineIO && o.mode != modeSocketIO:
		return fmt.Errorf("-mode %q: it must be %s or %s", o.mode, modeEngineIO, modeSocketIO)
	case o.pingInterval <= 0 || o.pingTimeout <= 0 || o.connectTimeout <= 0 || o.maxPayload <= 0:
		return errors.New("times and sizes must be more than 0")
	}
	if o.path == "" {
		o.path = map[string]string{modeEngineIO: "/engine.io/", modeSocketIO: "/socket.io/"}[o.mode]
	}
	o.path = "/" + strings.Trim(o.path, "/") + "/"
	return nil
}
