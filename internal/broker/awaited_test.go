package broker

import (
	"testing"
	"time"
)

func TestReadersKnowThatRedisIsAwaited(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	n := startNode(t, s.config())
	n.ready(promised)
	w := n.appender.window
	if w.Awaited() {
		t.Error("awaited, and nothing was published")
	}
	s.stop()
	a := newAnswers(t)
	n.publish(a, 1)
	eventually(t, time.Second, "Redis to be awaited", w.Awaited)
	s.resume()
	if a.code(1) != "ok" {
		t.Fatalf("answered %v", a.err(1))
	}
	if w.Awaited() {
		t.Error("awaited after the answer")
	}
}
