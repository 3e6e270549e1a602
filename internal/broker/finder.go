package broker

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

// finder knows at which address the log is: one that does not change, what Sentinels say, or the
// owner of the log's slot in a Cluster. Links are opened anew after any failure, so that a
// promoted replica or a slot that moved is found by asking again.
type finder struct {
	mu    sync.Mutex
	known []string // Sentinels or nodes of the Cluster, the one that answered last first
}

// askTimeout is what one Sentinel or node has to say where the log is: one that is silent must
// not use up the time of those behind it.
const askTimeout = 300 * time.Millisecond

var errMoved = errors.New("another Redis is the primary now")

// find returns where the log is now.
func (f *finder) find(run context.Context, c *RedisConfig) (string, error) {
	if !c.moves() {
		return c.Addr, nil
	}
	ctx, cancel := context.WithTimeout(run, openTimeout)
	defer cancel()
	var first error
	for _, addr := range f.candidates(c) {
		var found string
		var err error
		var nodes []string
		if c.Cluster {
			found, nodes, err = askCluster(ctx, c, addr)
		} else {
			found, err = askSentinel(ctx, c, addr)
		}
		if err == nil {
			f.remember(addr, nodes)
			return found, nil
		}
		f.demote(addr)
		if first == nil || classify(first).advice(c, false) == "" && classify(err).advice(c, false) != "" {
			first = err
		}
	}
	if first == nil {
		first = ctx.Err()
	}
	return "", first
}

// candidates are whom to ask, in order: those known from answers, then those configured.
func (f *finder) candidates(c *RedisConfig) []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	all := slices.Clone(f.known)
	configured := c.Addrs
	if len(configured) == 0 {
		configured = []string{c.Addr}
	}
	for _, addr := range configured {
		if !slices.Contains(all, addr) {
			all = append(all, addr)
		}
	}
	return all
}

// demote puts one that did not answer last.
func (f *finder) demote(addr string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if i := slices.Index(f.known, addr); i >= 0 {
		f.known = append(slices.Delete(f.known, i, i+1), addr)
	}
}

// remember puts addr first, and keeps the Cluster's nodes as it named them.
func (f *finder) remember(addr string, nodes []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.known = []string{addr}
	for _, node := range nodes {
		if node != addr {
			f.known = append(f.known, node)
		}
	}
}

// moved reports whether the log is no longer at addr. It says no where that cannot be told.
func (f *finder) moved(run context.Context, c *RedisConfig, addr string) bool {
	if !c.moves() {
		return false
	}
	now, err := f.find(run, c)
	return err == nil && now != addr
}
