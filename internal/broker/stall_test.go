package broker

import (
	"testing"
	"time"
)

func TestFrozenRedisWithAppendsInFlight(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	a, b := startNode(t, s.config()), startNode(t, s.config())
	a.ready(promised)
	b.ready(promised)
	tr := startTraffic(t, a, b)
	tr.flowing()
	s.stop()
	a.notReady(promised)
	b.notReady(promised)
	s.resume()
	a.ready(promised)
	b.ready(promised)
	tr.flowing()
	if codes := tr.end(); codes["broker_unavailable"] == 0 || codes["outcome_unknown"] == 0 {
		t.Errorf("answers %v", codes)
	}
	if st := a.Stats(); st.Gaps != 0 || st.EpochChanges != 0 {
		t.Errorf("%+v", st)
	}
}

func TestFrozenRedisUnderTheTailAlone(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	n := startNode(t, s.config())
	n.ready(promised)
	n.mustPublish(1)
	s.stop()
	d := eventually(t, promised, "the tail to notice", func() bool {
		n.health.mu.Lock()
		defer n.health.mu.Unlock()
		return n.health.troubles[partTail] != nil
	})
	if d > 2*time.Second {
		t.Errorf("noticed after %v", d)
	}
	s.resume()
	n.ready(promised)
	n.mustPublish(2)
	n.waitFor(2)
}

func TestLinkThatSwallowsPackets(t *testing.T) {
	t.Parallel()
	for _, way := range []struct {
		name              string
		requests, replies bool
	}{
		{"both ways", false, false},
		{"requests", false, true},
		{"replies", true, false},
	} {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			s := startRedis(t)
			p := newProxy(t, s.addr)
			c := s.config()
			c.Addr = p.addr
			a, b := startNode(t, c), startNode(t, s.config())
			a.ready(promised)
			b.ready(promised)
			tr := startTraffic(t, a, b)
			tr.flowing()
			p.pass(way.requests, way.replies)
			t.Logf("not ready after %v", a.notReady(promised))
			d := eventually(t, promised, "tail and appender to notice", func() bool {
				a.health.mu.Lock()
				defer a.health.mu.Unlock()
				return a.health.troubles[partTail] != nil && a.health.troubles[partAppend] != nil
			})
			if d > 2*time.Second {
				t.Errorf("noticed after %v more", d)
			}
			if f, _ := b.health.trouble(); f != nil {
				t.Errorf("the node with a good link has trouble: %v", f.err)
			}
			p.pass(true, true)
			t.Logf("ready after %v", a.ready(promised))
			tr.flowing()
			if codes := tr.end(); codes["outcome_unknown"] == 0 {
				t.Errorf("answers %v", codes)
			}
			if st := a.Stats(); st.Gaps != 0 || st.EpochChanges != 0 {
				t.Errorf("%+v", st)
			}
		})
	}
}

func TestAppendWhoseAnswerIsLostStandsInTheLogOnce(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	p := newProxy(t, s.addr)
	c := s.config()
	c.Addr = p.addr
	n := startNode(t, c)
	watch := startNode(t, s.config())
	n.ready(promised)
	watch.ready(promised)
	// The tail's or a heartbeat's reply may be the one that is cut: try until it was the append's.
	a := newAnswers(t)
	for i := range 200 {
		p.cutNextReply()
		n.publish(a, i)
		if a.code(i) == "outcome_unknown" && watch.count(i) > 0 {
			break
		}
		n.ready(promised)
	}
	n.ready(promised)
	n.mustPublish(-1)
	eventually(t, promised, "the mark", func() bool { return watch.count(-1) == 1 })
	unknown := 0
	for i, code := range a.codes {
		if code == "outcome_unknown" {
			unknown++
		}
		if c := watch.count(i); c > 1 || n.count(i) != c {
			t.Errorf("packet %d, answered %s, came %d times", i, code, c)
		}
	}
	if unknown == 0 {
		t.Fatal("no append's answer was lost")
	}
}

func TestAllThatWaitsBehindAFailedBatchIsAnsweredAtOnce(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	n := startNode(t, s.config())
	n.ready(promised)
	s.stop()
	a := newAnswers(t)
	const many = 2000
	for i := range many {
		n.publish(a, i)
	}
	a.wait() // Redis is still frozen
	codes := map[string]int{}
	for _, code := range a.codes {
		codes[code]++
	}
	if codes["outcome_unknown"] > maxBatch || codes["broker_unavailable"] < many-maxBatch {
		t.Errorf("answers %v", codes)
	}
	if d := a.slowest(); d > publishTimeout {
		t.Errorf("the slowest answer took %v", d)
	}
	s.resume()
	n.ready(promised)
	n.mustPublish(-1)
	eventually(t, promised, "the mark", func() bool { return n.count(-1) == 1 })
	if got := n.received(); len(got) > 1+codes["outcome_unknown"] {
		t.Errorf("%d packets arrived", len(got))
	}
}

func TestQueueThatIsFullRefusesAtOnce(t *testing.T) {
	a := &appender{running: true, kick: make(chan struct{}, 1)}
	answers := newAnswers(t)
	for i := range maxQueued {
		a.publish(publish{done: answers.expect(i)})
	}
	a.publish(publish{done: answers.expect(maxQueued)})
	if !answers.answered(maxQueued) || answers.codes[maxQueued] != "overloaded" || a.refused != 1 {
		t.Fatalf("answered %q", answers.codes[maxQueued])
	}
}
