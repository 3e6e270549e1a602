package bench

import (
	"cmp"
	"context"
	"fmt"
	"net"
)

// embedded is the target that nodes on Redis are held against.
const embedded = "embedded"

// nodesTarget starts servers that share a log in Redis. Their keys there begin with a prefix of
// the run's own; only the first node gets ADMIN_ADDR, which is one address.
func nodesTarget(ctx context.Context, o *Options) (*target, error) {
	host, port, err := net.SplitHostPort(o.Redis)
	if err != nil {
		return nil, usagef("--redis: %q is not HOST:PORT.", o.Redis)
	}
	key := randomKey()
	settings := []string{"REDIS_HOST=" + host, "REDIS_PORT=" + port, "REDIS_DATA_PREFIX=socketchat-bench-" + key[:8]}
	var t *target
	for i := range o.Nodes {
		if i == 1 {
			settings = append(settings, "ADMIN_ADDR=")
		}
		c, err := startNode(ctx, cmp.Or(o.Server, o.Executable), key, settings)
		if err != nil {
			if t != nil {
				t.stop()
			}
			return nil, err
		}
		if t == nil {
			t = c.target("server", key)
			continue
		}
		node := c.target("server", key)
		t.Addrs, t.pids, t.children = append(t.Addrs, node.Addrs...), append(t.pids, node.pids...), append(t.children, c)
		t.metrics = append(t.metrics, fmt.Sprintf("http://%s/metrics", node.Addrs[0]))
	}
	return t, nil
}
