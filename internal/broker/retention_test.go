package broker

import (
	"context"
	"testing"
	"time"
)

func TestLogKeepsTheNewestBytes(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	c := s.config()
	c.LogBytes = 10_000
	n := startNode(t, c)
	n.ready(promised)
	before := n.Stats().Batches
	for i := range 300 {
		n.mustPublish(i)
	}
	// An entry of one small packet counts 100 and some bytes.
	if l := s.do("xlen", "{test}:log").(int64); l < 60 || l > 100 {
		t.Errorf("%d entries are kept", l)
	}
	if n.Stats().Batches-before != 300 {
		t.Error("not one entry a publish")
	}
}

func TestLogDropsWhatIsOldAFewAtATime(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	c := s.config()
	n := startNode(t, c)
	n.ready(promised)
	for i := range 100 {
		n.mustPublish(i)
	}
	n.Stop(context.Background())
	old := s.do("xlen", "{test}:log").(int64)
	eventually(t, promised, "the entries to be old", func() bool {
		now := s.do("time").([]any)[0].(string)
		return int64(atoi(t, now)) > int64(n.position().Milli/1000)+1
	})
	c.LogAge = time.Second
	l, err := openLink(t.Context(), &c)
	if err != nil {
		t.Fatal(err)
	}
	defer l.close()
	for i := range 10 {
		at, err := l.append(t.Context(), []byte{entryVersion}, time.Second)
		if err != nil {
			t.Fatal(err)
		}
		want := max(old+1-16+int64(i)*(1-16), int64(i+1))
		if got := s.do("xlen", "{test}:log").(int64); got != want {
			t.Fatalf("%d entries are left after append %d (%v), want %d", got, i, at, want)
		}
	}
}

func TestKeysOfTheLogExpireTogether(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	c := s.config()
	n := startNode(t, c)
	n.ready(promised)
	for _, k := range keys(c.Prefix) {
		s.do("pexpire", k, 60_000)
	}
	n.mustPublish(1)
	for _, k := range keys(c.Prefix) {
		left := time.Duration(s.do("pttl", k).(int64)) * time.Millisecond
		if left > c.ttl() || left < c.ttl()-5*time.Second {
			t.Errorf("%s expires in %v, want %v", k, left, c.ttl())
		}
	}
	n.Stop(context.Background())
	// A part of it may be removed by hand: then the log begins anew, as a whole.
	s.do("del", "{test}:last")
	l, err := openLink(t.Context(), &c)
	if err != nil {
		t.Fatal(err)
	}
	defer l.close()
	at, err := l.append(t.Context(), []byte{entryVersion}, time.Second)
	if err != nil || s.do("xlen", "{test}:log").(int64) != 1 || at.epoch != s.do("get", "{test}:epoch").(string) {
		t.Fatalf("%v: %v", at, err)
	}
}
