package broker

import (
	"strings"
	"testing"
	"time"
)

// A Redis that restarts quickly ends both connections, and the tail's next one is there before
// anything was appended on the appender's.
func TestPublishAfterAQuickRestartIsNeverUnknown(t *testing.T) {
	t.Parallel()
	s := startRedis(t, "--appendonly", "yes", "--appendfsync", "always")
	n := startNode(t, s.config())
	n.ready(promised)
	a := newAnswers(t)
	for i := range 5 {
		before := n.Stats().Reconnects
		s.kill()
		s.start()
		eventually(t, promised, "a connection made again", func() bool { return n.Stats().Reconnects > before })
		n.ready(promised)
		n.publish(a, i)
		if code := a.code(i); code != "ok" && code != "broker_unavailable" {
			t.Fatalf("after restart %d: %s: %v", i, code, a.err(i))
		}
		n.ready(promised)
	}
}

func TestMessagesSayWhatWasTrue(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	n := startNode(t, s.config())
	n.ready(promised)
	// The first publish is to be on its way when Redis freezes, not to wait behind a heartbeat that is.
	eventually(t, promised, "a heartbeat that has just come back", func() bool { return n.Stats().LogLag < beatInterval/4 })
	s.stop()
	a := newAnswers(t)
	const many = 600
	for i := range many {
		n.publish(a, i)
	}
	a.wait()
	n.publish(a, many) // once it is known that Redis is away
	seen := map[string]int{}
	for i := range many + 1 {
		err := a.err(i)
		text := err.Error()
		switch {
		case err.Code() == codeUnknown && strings.Contains(text, "did not confirm it (no answer within"):
		case err.Code() == codeUnavailable && strings.Contains(text, "failed while it waited (no answer)"):
			if a.took[i] > 1500*time.Millisecond {
				t.Errorf("it waited %v behind the failed append", a.took[i])
			}
		case err.Code() == codeUnavailable && strings.Contains(text, "does not answer at the moment (no answer)"):
		default:
			t.Fatalf("publish %d, after %v: %s: %s", i, a.took[i], err.Code(), text)
		}
		if strings.Contains(text, "2 s") {
			t.Errorf("after %v: %s", a.took[i], text)
		}
		seen[text]++
	}
	if len(seen) < 3 {
		t.Errorf("said only %v", seen)
	}
	s.resume()
	n.ready(promised)
}
