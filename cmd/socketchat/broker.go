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

func newBroker(s *Settings, w *window.Window, log *slog.Logger) logBroker {
	if s.RedisHost == "" {
		return broker.NewLocal(w)
	}
	return broker.NewRedis(w, broker.RedisConfig{
		Addr:     s.RedisAddr(),
		Username: s.RedisUsername,
		Password: s.RedisPassword,
		DB:       s.RedisDB,
		Prefix:   s.RedisPrefix,
		LogAge:   s.RedisLogAge,
		LogBytes: int64(s.RedisLogBytes),
	}, log)
}
