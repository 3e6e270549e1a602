package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/alecthomas/kong"
)

// Exit codes.
const (
	exitOK    = 0
	exitNo    = 1 // the answer is no, or the server failed
	exitUsage = 2 // wrong usage or wrong settings; nothing was done
)

// app is what the commands share: the process's surroundings, static after construction.
type app struct {
	run     func(context.Context, *Settings, *slog.Logger) error
	environ []string
	stdout  io.Writer
	stderr  io.Writer
	limit   int // descriptors
}

// exit ends a command with a code; what there is to say was said, or is in message.
type exit struct {
	code    int
	message string
}

func (e *exit) Error() string { return e.message }

// usage returns the error of a value on the command line that cannot be.
func usage(format string, args ...any) error {
	return &exit{exitUsage, fmt.Sprintf(format, args...)}
}

// main runs the command that args name and returns the process's exit code.
func (a *app) main(args []string) int {
	parser, err := kong.New(&commands{}, kong.Name("socketchat"), kong.Description(about),
		kong.Writers(a.stdout, a.stderr), kong.ConfigureHelp(kong.HelpOptions{Compact: true}), kong.Bind(a))
	if err != nil {
		panic(err) // the commands' own tags are wrong
	}
	ctx, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(a.stderr, "socketchat: %v\nSee: socketchat --help\n", err)
		return exitUsage
	}
	return a.code(ctx.Run())
}

func (a *app) code(err error) int {
	if err == nil {
		return exitOK
	}
	if msg := err.Error(); msg != "" {
		fmt.Fprintln(a.stderr, msg)
	}
	if e, ok := errors.AsType[*exit](err); ok {
		return e.code
	}
	return exitNo
}

// settings loads what sc names. Wrong values are said all at once, and the error ends the command.
func (a *app) settings(sc scope) (*loaded, error) {
	l := load(a.environ, sc, a.limit)
	if len(l.problems) == 0 {
		return l, nil
	}
	a.complain(l.warnings)
	a.complain(l.problems)
	if sc.names != nil {
		return nil, &exit{code: exitUsage}
	}
	return nil, &exit{exitUsage, "Nothing was started."}
}

func (a *app) complain(sentences []string) {
	for _, s := range sentences {
		fmt.Fprintln(a.stderr, s)
	}
}
