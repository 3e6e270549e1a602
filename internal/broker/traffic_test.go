package broker

import (
	"sync"
	"testing"
	"time"
)

// traffic publishes to nodes in turn until end, and judges what came of it.
type traffic struct {
	t       *testing.T
	nodes   []*node
	answers *answers
	quit    chan struct{}
	group   sync.WaitGroup
	n       int
}

func startTraffic(t *testing.T, nodes ...*node) *traffic {
	tr := &traffic{t: t, nodes: nodes, answers: newAnswers(t), quit: make(chan struct{})}
	tr.group.Go(func() {
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				nodes[tr.n%len(nodes)].publish(tr.answers, tr.n)
				tr.n++
			case <-tr.quit:
				return
			}
		}
	})
	return tr
}

// end stops publishing and checks what is promised: each answer in time; what was answered ok
// came to every node once, in one order; what was answered broker_unavailable or overloaded
// came to none. It returns the answers by code.
func (tr *traffic) end() map[string]int {
	t := tr.t
	t.Helper()
	close(tr.quit)
	tr.group.Wait()
	if d := tr.answers.slowest(); d > publishTimeout+time.Second {
		t.Errorf("the slowest answer took %v", d)
	}
	for _, n := range tr.nodes {
		eventually(t, 5*time.Second, "all that was answered ok", func() bool { return tr.missing(n) < 0 })
	}
	codes := map[string]int{}
	for _, code := range tr.answers.codes {
		codes[code]++
	}
	for i, n := range tr.nodes {
		tr.check(i, n)
	}
	t.Logf("answers %v, slowest %v", codes, tr.answers.slowest())
	return codes
}

func (tr *traffic) check(i int, n *node) {
	times := map[string]int{}
	last := -1
	for _, p := range n.received() {
		times[p]++
		k := atoi(tr.t, p[len(`2["e",`):len(p)-1])
		if k%len(tr.nodes) == i { // its own publishes come in their order
			if k < last {
				tr.t.Errorf("node %d: packet %d came after %d", i, k, last)
			}
			last = k
		}
	}
	for k, code := range tr.answers.codes {
		c := times[string(packet(k))]
		if code == "ok" && c != 1 || code == "outcome_unknown" && c > 1 ||
			(code == "broker_unavailable" || code == "overloaded") && c != 0 {
			tr.t.Errorf("node %d: packet %d was answered %s and came %d times", i, k, code, c)
		}
	}
}

// missing is a packet that was answered ok and did not come to n, or -1.
func (tr *traffic) missing(n *node) int {
	came := map[string]bool{}
	for _, p := range n.received() {
		came[p] = true
	}
	for i, code := range tr.answers.codes {
		if code == "ok" && !came[string(packet(i))] {
			return i
		}
	}
	return -1
}

// flowing waits until some more publishes were answered ok.
func (tr *traffic) flowing() {
	tr.t.Helper()
	before := tr.oks()
	eventually(tr.t, 5*time.Second, "publishes answered ok", func() bool { return tr.oks() > before+20 })
}

func (tr *traffic) oks() int {
	tr.answers.mu.Lock()
	defer tr.answers.mu.Unlock()
	c := 0
	for _, code := range tr.answers.codes {
		if code == "ok" {
			c++
		}
	}
	return c
}
