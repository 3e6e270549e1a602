package main

import (
	"context"
	"log/slog"
	"os"
	"os/signal"
)

type serveCommand struct{}

// Help is printed below the command's usage.
func (serveCommand) Help() string {
	return `Example:

  HTTP_API_KEY=$(openssl rand -hex 32) REDIS_HOST=redis ALLOW_REQUEST_DOMAINS="foo.com, bar.me" socketchat serve

Settings:

` + settingsHelp(scopeAll)
}

// Run serves until a signal.
func (serveCommand) Run(a *app) error {
	l, err := a.settings(scopeServe)
	if err != nil {
		return err
	}
	log := newLogger(a.stderr, l.LogLevel, l.LogFormat)
	for _, w := range l.warnings {
		log.Warn(w)
	}
	for _, note := range l.notes {
		log.Info(note)
	}
	if err := a.serve(l, log); err != nil {
		log.Error(err.Error())
		return &exit{code: exitNo}
	}
	return nil
}

type devCommand struct{}

// Help is printed below the command's usage.
func (devCommand) Help() string {
	return `Listens on 127.0.0.1 and ::1; the key is "test-api-key", the log is in memory, any origin may connect. HTTP_API_KEY, REDIS_* and all settings but these are ignored.

Examples:

  socketchat dev
  PORT=3001 socketchat dev

Settings:

` + settingsHelp(scopeDev)
}

// Run serves on loopback until a signal.
func (devCommand) Run(a *app) error {
	l, err := a.settings(scopeDev)
	if err != nil {
		return err
	}
	a.complain(l.warnings)
	return a.serve(l, newLogger(a.stderr, l.LogLevel, l.LogFormat))
}

// serve runs the server until it fails or a signal has stopped it.
func (a *app) serve(l *loaded, log *slog.Logger) error {
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, stopSignals...)
	defer close(signals) // ends watch
	defer signal.Stop(signals)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go watch(signals, cancel, os.Exit, log)
	return a.run(ctx, &l.Settings, log)
}
