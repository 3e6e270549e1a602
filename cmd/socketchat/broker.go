package main

import (
	"context"
	"log/slog"

	"socketchat/httpapi"
	"socketchat/internal/broker"
	"socketchat/internal/window"
)

// logBroker is the one ordered log: in memory, or in Redis.
type logBroker interface {
	httpapi.Publisher
	Start() error
	Stop(ctx context.Context)
	Ready() error
	Stats() broker.Stats
}

func newBroker(_ *Settings, w *window.Window, _ *slog.Logger) logBroker {
	return broker.NewLocal(w)
}
