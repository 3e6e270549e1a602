package broker

import (
	"context"
	"errors"
	"fmt"
	"net"
)

var errNoOwner = errors.New("no node of the cluster owns the log's slot")

// askCluster asks the node at addr for the owner of the log's slot, and for all nodes. The keys
// have one hash tag, so one slot holds them all.
func askCluster(run context.Context, c *RedisConfig, addr string) (owner string, nodes []string, err error) {
	ctx, cancel := context.WithTimeout(run, askTimeout)
	defer cancel()
	client := newClient(ctx, c, addr)
	defer func() { _ = client.Close() }()
	slot, err := client.ClusterKeySlot(ctx, keys(c.Prefix)[0]).Result()
	if err != nil {
		return "", nil, fmt.Errorf("ask the cluster's node at %s: %w", addr, err)
	}
	ranges, err := client.ClusterSlots(ctx).Result() //nolint:staticcheck // CLUSTER SHARDS needs Redis 7
	if err != nil {
		return "", nil, fmt.Errorf("ask the cluster's node at %s: %w", addr, err)
	}
	for _, r := range ranges {
		for i, n := range r.Nodes {
			at := complete(n.Addr, addr)
			nodes = append(nodes, at)
			if i == 0 && int64(r.Start) <= slot && slot <= int64(r.End) {
				owner = at
			}
		}
	}
	if owner == "" {
		return "", nil, errNoOwner
	}
	return owner, nodes, nil
}

// complete fills in the host that a node leaves out when it does not know its own: the one that
// was asked.
func complete(addr, asked string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil || host != "" {
		return addr
	}
	host, _, _ = net.SplitHostPort(asked)
	return net.JoinHostPort(host, port)
}
