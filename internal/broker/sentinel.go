package broker

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/redis/go-redis/v9"
)

var errUnknownMaster = errors.New("the Sentinel knows no such master")

// askSentinel asks the Sentinel at addr for the primary's address. A Sentinel that wants a
// password gets Redis's.
func askSentinel(ctx context.Context, c *RedisConfig, addr string) (string, error) {
	open := *c
	open.Username, open.Password, open.DB = "", "", 0
	found, err := masterFrom(ctx, &open, addr)
	if err != nil && c.Password != "" && strings.Contains(err.Error(), "NOAUTH") {
		open.Username, open.Password = c.Username, c.Password
		found, err = masterFrom(ctx, &open, addr)
	}
	return found, err
}

func masterFrom(run context.Context, c *RedisConfig, addr string) (string, error) {
	ctx, cancel := context.WithTimeout(run, askTimeout)
	defer cancel()
	client := newClient(ctx, c, addr)
	defer func() { _ = client.Close() }()
	parts, err := client.Do(ctx, "sentinel", "get-master-addr-by-name", c.SentinelMaster).StringSlice()
	switch {
	case errors.Is(err, redis.Nil), err == nil && len(parts) != 2:
		return "", errUnknownMaster
	case err != nil:
		return "", fmt.Errorf("ask the Sentinel at %s: %w", addr, err)
	}
	return net.JoinHostPort(parts[0], parts[1]), nil
}
