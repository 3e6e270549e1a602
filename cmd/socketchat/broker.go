package main

import (
	"context"
	"os"
	"runtime"
	"time"

	"socketchat/httpapi"
	"socketchat/internal/broker"
	"socketchat/internal/registry"
)

// logBroker is the one ordered log: in memory, or in Redis.
type logBroker interface {
	httpapi.Publisher
	Start() error
	Stop(ctx context.Context)
	Ready() error
	Behind() bool
	Stats() broker.Stats
}

// openLog makes the node's log; with Redis also the registry of who is on the other nodes.
func (n *node) openLog() {
	s := n.settings
	if !s.UsesRedis() {
		n.broker = broker.NewLocal(n.window)
		return
	}
	leaveProcessors()
	r := broker.NewRedis(n.window, s.redisConfig(), n.log)
	n.broker = r
	n.registry = registry.New(registry.Config{
		Interval: countInterval(s.UserTotalInterval),
		Members:  n.hub.Members,
		Channels: n.hub.EachChannel,
		Others:   n.hub.AddOthers,
		Log:      n.log,
	}, r.Carry)
}

// beside is how many goroutines talk to Redis for others: the appender and the tail.
const beside = 2

// leaveProcessors lets Go run more goroutines at a time than the machine has processors, and than
// the hub has shards: each shard may hold one of Go's for a round, and unless the kernel
// decides who runs, Redis's answers are read after it. GOMAXPROCS, where it is set, stays.
func leaveProcessors() {
	if os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + beside)
	}
}

// countInterval is USER_TOTAL_INTERVAL, or a second where no user-total is sent: what a publish
// is answered needs the counts too.
func countInterval(userTotal time.Duration) time.Duration {
	if userTotal == 0 {
		return time.Second
	}
	return userTotal
}

// changed is told, on a shard, that a channel's members on this node changed.
func (n *node) changed(channel string) {
	if n.registry != nil {
		n.registry.Changed(channel)
	}
}
