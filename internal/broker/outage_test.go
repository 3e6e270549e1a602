package broker

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"socketchat/internal/window"
)

// promised is within what readiness must fail and hold again.
const promised = 3 * time.Second

func TestKilledRedisThatComesBackWithItsData(t *testing.T) {
	t.Parallel()
	// With everysec Redis may answer before it has written, while an earlier fsync lasts.
	s := startRedis(t, "--appendonly", "yes", "--appendfsync", "always")
	a, b := startNode(t, s.config()), startNode(t, s.config())
	a.ready(promised)
	b.ready(promised)
	tr := startTraffic(t, a, b)
	tr.flowing()
	s.kill()
	a.notReady(promised)
	b.notReady(promised)
	s.start()
	t.Logf("ready again after %v", a.ready(promised))
	b.ready(promised)
	tr.flowing()
	if codes := tr.end(); codes["broker_unavailable"] == 0 {
		t.Error("nothing was refused meanwhile")
	}
	for _, n := range []*node{a, b} {
		if st := n.Stats(); st.Gaps != 0 || st.EpochChanges != 0 || st.Reconnects == 0 {
			t.Errorf("%+v", st)
		}
		if l := n.logs.lines(); len(l) > 3 {
			t.Errorf("logged attempts, not changes: %q", l)
		}
	}
}

func TestRestartedEmptyRedisGoesOnWithTheNewLog(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	a, b := startNode(t, s.config()), startNode(t, s.config())
	a.ready(promised)
	b.ready(promised)
	a.mustPublish(-1) // the traffic counts from 0
	b.waitFor(1)
	s.kill()
	s.start()
	tr := startTraffic(t, a, b)
	a.ready(promised)
	b.ready(promised)
	tr.flowing()
	tr.end()
	for _, n := range []*node{a, b} {
		if st := n.Stats(); st.EpochChanges != 1 {
			t.Errorf("%+v", st)
		}
		if !strings.Contains(n.logs.String(), "began anew") {
			t.Error("the new epoch was not logged")
		}
	}
}

func TestFlushedRedisUnderABlockedRead(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	a, b := startNode(t, s.config()), startNode(t, s.config())
	a.ready(promised)
	b.ready(promised)
	tr := startTraffic(t, a, b)
	tr.flowing()
	for range 3 {
		before := a.Stats().EpochChanges
		eventually(t, promised, "both tails in a blocked read", func() bool {
			return strings.Count(s.do("client", "list").(string), "cmd=xread") == 2
		})
		s.do("flushall")
		eventually(t, promised, "both notice", func() bool {
			return a.Stats().EpochChanges > before && b.Stats().EpochChanges > before
		})
		tr.flowing()
	}
	close(tr.quit)
	tr.group.Wait()
	tr.answers.wait()
	if d := tr.answers.slowest(); d > publishTimeout {
		t.Errorf("the slowest answer took %v", d)
	}
	// What was answered ok is at the node that answered, unless the log was emptied between;
	// what came after the last time must be at both.
	epoch := s.do("get", "{test}:epoch").(string)
	for _, n := range []*node{a, b} {
		eventually(t, promised, "all of the new epoch", func() bool {
			for i, cursor := range tr.answers.cursors {
				if strings.HasPrefix(cursor, epoch+".") && n.count(i) != 1 {
					return false
				}
			}
			return true
		})
		for i := range tr.n {
			if n.count(i) > 1 {
				t.Fatalf("packet %d came twice", i)
			}
		}
	}
}

// A log that begins anew with a clock that went back has ids that lie before the tail's own:
// XREAD alone never returns them.
func TestNewLogWhoseIdsLieBehindIsFoundByTheMissingHeartbeat(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	n := startNode(t, s.config())
	n.mustPublish(1)
	n.waitFor(1)
	last, _, _ := strings.Cut(s.do("get", "{test}:last").(string), " ")
	at, _ := parseStreamID(last)
	ahead := streamID{at.milli + 1000*3600, 0}
	s.do("xadd", "{test}:log", ahead.String(), "e", s.do("get", "{test}:epoch"), "p", last, "s", "0", "b", "\x01")
	s.do("set", "{test}:last", ahead.String()+" 0")
	eventually(t, promised, "the tail to be ahead", func() bool { n.mustPublish(2); return n.count(2) > 0 && n.position().Milli >= ahead.milli })
	before := n.Stats()
	s.do("flushall")
	n.mustPublish(3)
	eventually(t, 5*time.Second, "the packet of the new log", func() bool { return n.count(3) == 1 })
	if st := n.Stats(); st.EpochChanges != before.EpochChanges+1 {
		t.Errorf("%+v", st)
	}
	n.ready(promised)
}

func TestLogThatWentBackIsAGap(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	n := startNode(t, s.config())
	n.ready(promised)
	last, _, _ := strings.Cut(s.do("get", "{test}:last").(string), " ")
	n.mustPublish(1)
	n.waitFor(1)
	// as on a replica that did not get the last entries
	s.do("xtrim", "{test}:log", "maxlen", "0")
	s.do("set", "{test}:last", last+" 0")
	n.mustPublish(2)
	n.waitFor(2)
	if st := n.Stats(); st.Gaps != 1 || st.EpochChanges != 0 {
		t.Fatalf("%+v", st)
	}
}

// A replica that lagged may also have nothing new: only a look at its place shows it.
func TestTailThatIsAheadOfTheLogGoesBackToItsEnd(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	c := s.config()
	l, err := openLink(t.Context(), &c)
	if err != nil {
		t.Fatal(err)
	}
	defer l.close()
	at, err := l.append(t.Context(), []byte{entryVersion}, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	ahead := streamID{at.id.milli + 5, 0}
	tl := &tail{link: l, log: slog.New(slog.DiscardHandler), epoch: at.epoch, read: ahead, chain: ahead}
	if err := tl.locate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if tl.read != at.id || tl.chain != at.id || tl.gaps.Load() != 1 || tl.epochs.Load() != 0 {
		t.Fatalf("read %v, chain %v, %d gaps, want %v and one", tl.read, tl.chain, tl.gaps.Load(), at.id)
	}
}

func TestEntriesDroppedBeforeTheyWereReadAreOneGap(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	c := s.config()
	c.LogBytes = 20_000
	a := startNode(t, c)
	w := window.New(4, 1<<20)
	r := w.NewReader()
	b := newNode(t, c, w)
	b.start()
	a.ready(promised)
	b.ready(promised)
	for i := range 500 { // b's window is full after 4
		a.mustPublish(i)
	}
	eventually(t, promised, "b to stand", func() bool { return w.Tail() == 4 })
	eventually(t, 5*time.Second, "the last packet", func() bool { r.Advance(w.Tail()); return b.count(499) == 1 })
	st := b.Stats()
	if st.Gaps != 1 || len(b.received()) > 400 || !strings.Contains(b.logs.String(), "gap") {
		t.Fatalf("%d packets, %+v", len(b.received()), st)
	}
}

func TestFullMemoryIsNeverAppended(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	n := startNode(t, s.config())
	n.ready(promised)
	s.do("config", "set", "maxmemory", "1mb")
	a := newAnswers(t)
	n.publish(a, 1)
	if code := a.code(1); code != "broker_unavailable" || !strings.Contains(a.err(1).Error(), "OOM") {
		t.Fatalf("%s: %v", code, a.err(1))
	}
	n.notReady(promised)
	s.do("config", "set", "maxmemory", "0")
	n.ready(promised)
	n.mustPublish(2)
	n.waitFor(1)
	if n.count(1) != 0 {
		t.Fatal("what was refused arrived")
	}
}

func TestFlushedScriptsAreLoadedAgain(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	n := startNode(t, s.config())
	n.ready(promised)
	s.do("script", "flush")
	a := newAnswers(t)
	n.publish(a, 1)
	if code := a.code(1); code != "broker_unavailable" || !strings.Contains(a.err(1).Error(), "NOSCRIPT") {
		t.Fatalf("%s: %v", code, a.err(1))
	}
	n.ready(promised)
	n.mustPublish(2)
	if n.waitFor(1); n.count(1) != 0 {
		t.Fatal("what was refused arrived")
	}
}

// Bytes that a stalled server or link holds land after both sides gave up.
func TestAppendThatArrivesAfterItsDeadlineChangesNothing(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	c := s.config()
	l, err := openLink(t.Context(), &c)
	if err != nil {
		t.Fatal(err)
	}
	defer l.close()
	if _, err := l.append(t.Context(), []byte{entryVersion}, time.Second); err != nil {
		t.Fatal(err)
	}
	s.stop()
	if _, err := l.append(t.Context(), []byte{entryVersion}, 100*time.Millisecond); classify(err).kind != ErrorTimeout {
		t.Fatalf("a frozen server answered: %v", err)
	}
	s.resume()
	eventually(t, promised, "the script to have run", func() bool {
		return strings.Contains(s.do("info", "commandstats").(string), "cmdstat_evalsha:calls=2,")
	})
	if n := s.do("xlen", "{test}:log").(int64); n != 1 {
		t.Fatalf("%d entries, want the one that came in time", n)
	}
}
