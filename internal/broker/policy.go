package broker

import (
	"context"
	"log/slog"
)

// warnPolicy says when Redis may evict the log to make room. Where CONFIG is not allowed it
// says nothing.
func warnPolicy(ctx context.Context, l *link, log *slog.Logger) error {
	const name = "maxmemory-policy"
	settings, err := l.conn.ConfigGet(ctx, name).Result()
	if err != nil {
		if classify(err).reply {
			log.Debug("redis: maxmemory-policy is not known", "error", err)
			return nil
		}
		return err
	}
	if policy := settings[name]; policy != "" && policy != "noeviction" {
		log.Warn("redis may evict the log when its memory is full, and broadcasts with it: set maxmemory-policy to noeviction", name, policy)
	}
	return nil
}
