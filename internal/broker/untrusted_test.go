package broker

import (
	"strings"
	"testing"
	"time"
)

// inject appends payload as another node would.
func inject(t *testing.T, s *redisServer, payload []byte) {
	t.Helper()
	c := s.config()
	l, err := openLink(t.Context(), &c)
	if err != nil {
		t.Fatal(err)
	}
	defer l.close()
	if _, err := l.append(t.Context(), payload, time.Second); err != nil {
		t.Fatal(err)
	}
}

func TestWhatCannotBeReadIsSkippedAndCounted(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	n := startNode(t, s.config())
	n.ready(promised)
	good := func(b []byte, i int) []byte { return appendBroadcast(b, "c", packet(i)) }
	v1 := []byte{entryVersion}
	bad := appendBroadcast(v1, "c", []byte(`2["e",`))

	inject(t, s, good(append(good(v1, 1), 99, 2, 'h', 'i'), 2)) // an unknown tag between
	inject(t, s, good(bad, 3))                                  // a malformed item before
	inject(t, s, append(good(v1, 4), 1, 0xff, 0xff, 1, 'x'))    // a length beyond the end
	inject(t, s, append(v1[:1:1], byte(tagHeartbeat), 1, 'x'))  // a short heartbeat
	inject(t, s, []byte{200, 1, 2, 3})                          // another version
	inject(t, s, nil)                                           // nothing
	s.do("xadd", "{test}:log", "*", "foreign", "entry")         // somebody else's
	n.mustPublish(5)
	if got := strings.Join(n.waitFor(5), ""); got != string(packet(1))+string(packet(2))+string(packet(3))+string(packet(4))+string(packet(5)) {
		t.Fatalf("got %s", got)
	}
	if st := n.Stats(); st.UnknownTags != 1 || st.Malformed != 6 || st.Gaps != 6 || st.EpochChanges != 0 {
		t.Errorf("%+v", st)
	}
	if c := strings.Count(n.logs.String(), "gap in the log"); c != 1 {
		t.Errorf("%d lines were logged", c)
	}
	if p := n.position(); p.Index != 0 {
		t.Errorf("position %v", p)
	}
}

func TestForeignHeadDoesNotStopTheTrimming(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	s.do("xadd", "{test}:log", "1-1", "foreign", "entry")
	s.do("set", "{test}:epoch", "e")
	s.do("set", "{test}:last", "1-1 0")
	n := startNode(t, s.config())
	n.ready(promised)
	n.mustPublish(1)
	if got := n.waitFor(1); got[0] != string(packet(1)) {
		t.Fatal(got)
	}
}
