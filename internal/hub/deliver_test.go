package hub

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
)

func TestAJoinAfterASleepGetsNothingOfWhatWasSleptThrough(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, 1, nil)
		r.hub.Start()
		defer r.hub.Stop()
		synctest.Wait()
		for range 10 {
			r.publish("c", "before")
		}
		synctest.Wait()
		if p := r.hub.shards[0].Position(); p != 0 {
			t.Fatalf("the shard woke for a channel without members, it is at %d", p)
		}
		c := r.client(0)
		c.do(func() {
			c.outlet.Shard().Join(&c.outlet, "c")
			c.outlet.Queue(frame("ack"))
		})
		synctest.Wait()
		r.publish("c", "after")
		synctest.Wait()
		if got := c.wire.texts(t); !slices.Equal(got, []string{"ack", "4after"}) {
			t.Errorf("it got %q", got)
		}
	})
}

func TestTheAckPrecedesABroadcastOfTheSameMoment(t *testing.T) {
	r := newRig(t, 1, nil)
	c := r.client(0)
	r.publish("c", "before")
	c.do(func() {
		r.publish("c", "meanwhile") // appended while the shard handles the join
		c.outlet.Shard().Join(&c.outlet, "c")
		c.outlet.Queue(frame("ack"))
	})
	r.settle()
	if got := c.wire.texts(t); !slices.Equal(got, []string{"ack", "4meanwhile"}) {
		t.Errorf("it got %q", got)
	}
}

func TestARoundMakesOneWriteForEachSubscriber(t *testing.T) {
	r := newRig(t, 1, nil)
	one, both, none := r.client(0), r.client(0), r.client(0)
	one.join("a")
	both.join("a")
	both.join("b")
	none.join("c")
	r.settle()
	for _, channel := range []string{"a", "b", "a", "nobody", "b"} {
		r.publish(channel, channel)
	}
	if s := r.hub.shards[0]; s.roundNow() {
		t.Error("a round left something to do")
	}
	for _, tt := range []struct {
		name   string
		client *client
		want   string
		writes int
	}{
		{"one channel", one, "4a 4a", 1},
		{"two channels", both, "4a 4b 4a 4b", 1},
		{"another channel", none, "", 0},
	} {
		w := tt.client.wire
		if got := strings.Join(w.texts(t), " "); got != tt.want || w.writes != tt.writes {
			t.Errorf("%s: got %q in %d writes", tt.name, got, w.writes)
		}
	}
	if st := r.hub.Stats(); st.Deliveries != 6 || st.Writes != 2 || st.Bytes != uint64(len(one.wire.got)+len(both.wire.got)) {
		t.Errorf("Stats() = %+v", st)
	}
}

func TestAWriteCarries64KiBAtMost(t *testing.T) {
	r := newRig(t, 1, nil)
	single, several := r.client(0), r.client(0)
	for _, c := range []*client{single, several} {
		c.join("c")
	}
	several.join("d")
	r.settle()
	large := strings.Repeat("x", 150<<10)
	r.publish("c", "first")
	r.publish("d", large)
	r.publish("c", large)
	for range 40 {
		r.publish("c", large[:5<<10])
	}
	r.settle()
	for _, c := range []*client{single, several} {
		if c.wire.most > 64<<10 {
			t.Errorf("a write had %d bytes", c.wire.most)
		}
	}
	if got := single.wire.texts(t); len(got) != 42 || got[1] != "4"+large {
		t.Errorf("the one got %d frames", len(got))
	}
	if got := several.wire.texts(t); len(got) != 43 || got[1] != "4"+large || got[2] != "4"+large {
		t.Errorf("the other got %d frames", len(got))
	}
	if r.hub.Stats().PendingBytes != 0 || single.outlet.pending != nil {
		t.Error("something waits after all was taken")
	}
}

func TestOthersComeInBetweenTheWritesOfALongBacklog(t *testing.T) {
	r := newRig(t, 1, nil)
	slow, quick := r.client(0), r.client(0)
	slow.do(func() { slow.outlet.Queue(frame(strings.Repeat("x", 300<<10))) })
	quick.do(func() { quick.outlet.Queue(frame("q")) })
	if !r.hub.shards[0].roundNow() {
		t.Error("the round says that nothing is left")
	}
	if slow.wire.writes != 1 || quick.wire.writes != 1 {
		t.Errorf("after one round: %d and %d writes", slow.wire.writes, quick.wire.writes)
	}
	r.settle()
	if slow.wire.writes != 5 || len(slow.wire.texts(t)) != 1 {
		t.Errorf("300 KiB took %d writes", slow.wire.writes)
	}
}
