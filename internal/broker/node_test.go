package broker

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"socketchat/internal/window"
)

// node is one broker on Redis, with what came out of its window.
type node struct {
	*Redis
	t      *testing.T
	window *window.Window
	logs   logs

	mu   sync.Mutex
	got  []string // packets in the window's order
	last window.Position
}

// startNode starts a node; ready waits until its log works end to end.
func startNode(t *testing.T, c RedisConfig) *node {
	t.Helper()
	n := newNode(t, c, window.New(1<<14, 64<<20))
	n.start()
	return n
}

func newNode(t *testing.T, c RedisConfig, w *window.Window) *node {
	n := &node{t: t, window: w}
	w.OnAppend(n.collect)
	n.Redis = NewRedis(w, c, slog.New(slog.NewTextHandler(&n.logs, nil)))
	return n
}

func (n *node) start() {
	n.t.Helper()
	if err := n.Start(); err != nil {
		n.t.Fatal(err)
	}
	n.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		n.Stop(ctx)
		if n.t.Failed() {
			n.t.Logf("node's log:\n%s", n.logs.String())
		}
	})
}

func (n *node) collect(entries []*window.Entry) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, e := range entries {
		_, p, _ := bytes.Cut(e.Frame, []byte("42["))
		n.got = append(n.got, "2["+string(p))
		n.last = e.Pos
	}
}

func (n *node) ready(within time.Duration) time.Duration {
	n.t.Helper()
	return eventually(n.t, within, "ready", func() bool { return n.Ready() == nil })
}

func (n *node) notReady(within time.Duration) time.Duration {
	n.t.Helper()
	return eventually(n.t, within, "not ready", func() bool { return n.Ready() != nil })
}

// received is what came so far.
func (n *node) received() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return append([]string(nil), n.got...)
}

// position is that of the newest.
func (n *node) position() window.Position {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.last
}

// count says how often packet i came.
func (n *node) count(i int) int {
	c := 0
	for _, p := range n.received() {
		if p == string(packet(i)) {
			c++
		}
	}
	return c
}

func (n *node) waitFor(packets int) []string {
	n.t.Helper()
	eventually(n.t, 5*time.Second, fmt.Sprintf("%d packets", packets), func() bool { return len(n.received()) >= packets })
	return n.received()
}

// publish publishes packet i within the time that a REST request has.
func (n *node) publish(a *answers, i int) {
	n.publishWithin(a, i, publishTimeout)
}

func (n *node) publishWithin(a *answers, i int, d time.Duration) {
	n.Publish("c", packet(i), time.Now().Add(d), nil, a.expect(i))
}

// mustPublish publishes packet i and waits for its place.
func (n *node) mustPublish(i int) string {
	n.t.Helper()
	a := newAnswers(n.t)
	n.publish(a, i)
	if code := a.code(i); code != "ok" {
		n.t.Fatalf("publish %d: %v", i, a.err(i))
	}
	return a.cursors[i]
}

// logs is what a node logged.
type logs struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func (l *logs) lines() []string {
	s := strings.TrimSpace(l.String())
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}
