package broker

import (
	"context"
	"log/slog"
	"strings"
)

// inspect says what of Redis's own settings endangers the log, or will. Where INFO is not
// allowed it says nothing.
func inspect(ctx context.Context, l *link, log *slog.Logger) error {
	text, err := l.conn.Info(ctx).Result()
	if err != nil {
		if classify(err).reply {
			log.Debug("redis: its settings are not known", "error", err)
			return nil
		}
		return err
	}
	info := fieldsOf(text)
	if policy := info["maxmemory_policy"]; policy != "" && policy != "noeviction" {
		log.Warn("redis may evict the log when its memory is full, and broadcasts with it: set maxmemory-policy to noeviction", "maxmemory-policy", policy)
	}
	if info["cluster_enabled"] == "1" && !l.config.Cluster {
		log.Error("this Redis is part of a cluster, and the log is lost to this node once its slot moves: set REDIS_CLUSTER=true")
	}
	return nil
}

// fieldsOf reads INFO's lines.
func fieldsOf(info string) map[string]string {
	m := make(map[string]string)
	for line := range strings.Lines(info) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), ":"); ok {
			m[name] = value
		}
	}
	return m
}
