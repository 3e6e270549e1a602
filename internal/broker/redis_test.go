package broker

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"socketchat/internal/window"
)

func TestBothNodesDeliverEveryPublishOnceInOneOrder(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	a, b := startNode(t, s.config()), startNode(t, s.config())
	a.ready(3 * time.Second)
	b.ready(3 * time.Second)
	const each = 3000
	answers := newAnswers(t)
	var wg sync.WaitGroup
	for i, n := range []*node{a, b} {
		wg.Go(func() {
			for j := range each {
				n.publishWithin(answers, i*each+j, 20*time.Second)
			}
		})
	}
	wg.Wait()
	answers.wait()
	for i := range 2 * each {
		if code := answers.code(i); code != "ok" {
			t.Fatalf("publish %d: %v", i, answers.err(i))
		}
	}
	first, second := a.waitFor(2*each), b.waitFor(2*each)
	if !slices.Equal(first, second) || len(first) != 2*each {
		t.Fatalf("the nodes saw %d and %d packets, in orders that differ", len(first), len(second))
	}
	place := map[string]int{}
	for i, p := range first {
		place[p] = i
	}
	for i := 1; i < each; i++ {
		if place[string(packet(i-1))] > place[string(packet(i))] {
			t.Fatalf("packet %d came before %d of the same node", i, i-1)
		}
	}
	if st := a.Stats(); st.Batches >= st.Appended/2 || st.Appended != each {
		t.Errorf("%d publishes in %d batches", st.Appended, st.Batches)
	}
}

func TestCursorNamesTheEntryThatTheTailDelivers(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	n := startNode(t, s.config())
	cursor := n.mustPublish(1)
	n.waitFor(1)
	pos := n.position()
	at := place{epoch: s.do("get", "{test}:epoch").(string), id: streamID{pos.Milli, pos.Seq}}
	if want := at.cursor(int(pos.Index)); cursor != want {
		t.Fatalf("cursor %q, want %q", cursor, want)
	}
}

func TestNothingFromBeforeTheStartIsDelivered(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	a := startNode(t, s.config())
	a.mustPublish(1)
	b := startNode(t, s.config())
	b.ready(3 * time.Second)
	a.mustPublish(2)
	if got := b.waitFor(1); got[0] != string(packet(2)) {
		t.Fatalf("got %q", got)
	}
	if st := b.Stats(); st.Gaps != 0 || st.EpochChanges != 0 {
		t.Fatalf("%+v", st)
	}
}

func TestRedisAwayAtStartIsSaidOnceAndWaitedFor(t *testing.T) {
	t.Parallel()
	s := newRedisServer(t)
	n := startNode(t, s.config())
	a := newAnswers(t)
	n.publish(a, 1)
	if a.code(1) != "broker_unavailable" || !strings.Contains(a.err(1).Error(), "connection refused") {
		t.Fatalf("answered %v", a.err(1))
	}
	eventually(t, 1800*time.Millisecond, "several attempts", func() bool { return n.Stats().Errors[ErrorDial] > 4 })
	if n.Ready() == nil || n.Stats().Up {
		t.Error("ready without Redis")
	}
	if n.publish(a, 2); !a.answered(2) {
		t.Error("a publish waited although only a heartbeat may be tried")
	}
	if l := n.logs.lines(); len(l) != 1 {
		t.Errorf("%d attempts were logged as %q", n.Stats().Errors[ErrorDial], l)
	}
	s.start()
	n.ready(3 * time.Second)
	n.mustPublish(3)
	if got := n.waitFor(1); got[0] != string(packet(3)) || !n.Stats().Up {
		t.Fatalf("got %q", got)
	}
}

func TestWrongPasswordIsOneClearLine(t *testing.T) {
	t.Parallel()
	s := startRedis(t, "--requirepass", "right")
	c := s.config()
	c.Password = "wrong"
	n := startNode(t, c)
	eventually(t, 3*time.Second, "several attempts", func() bool { return n.Stats().Errors[ErrorAuth] > 2 })
	l := n.logs.lines()
	if len(l) != 1 || !strings.Contains(l[0], "REDIS_AUTH_PASSWORD") || strings.Contains(l[0], "wrong\"") {
		t.Fatalf("logged %q", l)
	}
	if err := n.Ready(); err == nil || !strings.Contains(err.Error(), "WRONGPASS") {
		t.Fatalf("ready: %v", err)
	}
	c.Password = "right"
	startNode(t, c).ready(3 * time.Second)
}

func TestEvictingPolicyIsWarnedAbout(t *testing.T) {
	t.Parallel()
	s := startRedis(t, "--maxmemory-policy", "allkeys-lru")
	n := startNode(t, s.config())
	n.ready(3 * time.Second)
	if l := n.logs.String(); !strings.Contains(l, "noeviction") || !strings.Contains(l, "allkeys-lru") {
		t.Fatalf("logged %q", l)
	}
	s.do("acl", "setuser", "app", "on", ">pw", "~{test}:*", "+@all", "-info")
	c := s.config()
	c.Username, c.Password = "app", "pw"
	n = startNode(t, c)
	n.ready(3 * time.Second)
	if l := n.logs.lines(); len(l) != 0 {
		t.Fatalf("logged %q although INFO is not allowed", l)
	}
}

func TestPublishWaitsForTheLagToFall(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	w := window.New(64, 1<<20)
	r := w.NewReader()
	n := newNode(t, s.config(), w)
	w.OnAppend(func(es []*window.Entry) { n.collect(es); r.Mark(es[0]) })
	n.start()
	n.mustPublish(0)
	n.waitFor(1)
	eventually(t, time.Second, "lag", func() bool { return w.Lag() >= admissionLagRedis })
	a := newAnswers(t)
	n.publish(a, 1)
	if a.code(1) != "overloaded" {
		t.Fatalf("answered %s", a.code(1))
	}
	if d := a.slowest(); d > publishTimeout {
		t.Errorf("answered after %v", d)
	}
	n.publish(a, 2)
	r.Advance(w.Tail())
	if a.code(2) != "ok" {
		t.Fatalf("answered %v", a.err(2))
	}
	n.waitFor(2)
	if n.count(1) != 0 || n.Stats().Expired != 1 {
		t.Error("what was answered overloaded arrived")
	}
}

func TestHandshakeSendsNothingThatRedisRefuses(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	n := startNode(t, s.config())
	n.ready(promised)
	if e := s.do("info", "errorstats").(string); strings.Contains(e, "errorstat_") {
		t.Errorf("error replies: %s", e)
	}
}

func TestStopAppendsWhatWaits(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	n := startNode(t, s.config())
	n.ready(3 * time.Second)
	a := newAnswers(t)
	for i := range 1000 {
		n.publish(a, i)
	}
	n.Stop(context.Background())
	n.publish(a, 1000)
	for i := range 1000 {
		if a.code(i) != "ok" {
			t.Fatalf("publish %d: %v", i, a.err(i))
		}
	}
	if a.code(1000) != "broker_unavailable" || n.Ready() == nil {
		t.Fatal("took a publish after Stop")
	}
}
