package hub

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

// joined returns a client of shard 0 that is in the channel.
func (r *rig) joined(channel string) *client {
	c := r.client(0)
	c.join(channel)
	r.settle()
	return c
}

func TestAShortWriteWaitsForWritable(t *testing.T) {
	r := newRig(t, 1, nil)
	c := r.joined("c")
	c.wire.room = 5
	r.publish("c", "first")
	r.settle()
	r.publish("c", "second")
	r.settle()
	if c.wire.writes != 1 || c.wire.wants != 1 || len(c.wire.got) != 5 {
		t.Fatalf("%d writes, %d wants, %d bytes", c.wire.writes, c.wire.wants, len(c.wire.got))
	}
	c.wire.room = -1
	c.do(c.outlet.Writable)
	c.do(c.outlet.Writable)
	r.settle()
	if got := c.wire.texts(t); !slices.Equal(got, []string{"4first", "4second"}) || c.wire.writes != 2 {
		t.Errorf("got %q in %d writes", got, c.wire.writes)
	}
}

func TestAFailedConnectionIsNotWrittenToAgain(t *testing.T) {
	r := newRig(t, 1, nil)
	c := r.joined("c")
	c.wire.failed = true
	for range 3 {
		r.publish("c", "x")
		r.settle()
	}
	if c.wire.writes != 1 || c.wire.wants != 0 {
		t.Errorf("%d writes, %d wants", c.wire.writes, c.wire.wants)
	}
	c.do(c.outlet.Close)
	r.settle()
	if st := r.hub.Stats(); st.PendingBytes != 0 || st.Subscriptions != 0 {
		t.Errorf("after Close: %+v", st)
	}
}

// The bytes that outlets share must stay as they are for as long as one of them waits, though
// the shard builds runs of frames in a scratch that it uses again.
func TestSharedBytesStayAsTheyWereQueued(t *testing.T) {
	r := newRig(t, 1, nil)
	quick, slow, poller := r.joined("c"), r.joined("c"), r.joined("c")
	poller.outlet.conn = nil
	slow.wire.room = 0
	var kept, copies [][]byte
	var want []string
	for round := range 20 {
		if round == 4 {
			slow.wire.room = 1 << 20
			slow.do(slow.outlet.Writable)
		}
		if round == 5 { // from here on only a part of a run is kept
			slow.wire.room = 7
		}
		for i := range 2 + round%3 { // several: a run
			text := strings.Repeat(string(rune('a'+(round+i)%26)), 10+round)
			want = append(want, "4"+text)
			r.publish("c", text)
		}
		r.settle()
		for _, o := range []*Outlet{&slow.outlet, &poller.outlet} {
			for _, p := range o.pending {
				kept, copies = append(kept, p), append(copies, bytes.Clone(p))
			}
		}
		for i := range kept {
			if !bytes.Equal(kept[i], copies[i]) {
				t.Fatalf("round %d changed bytes that wait", round)
			}
		}
	}
	if got := quick.wire.texts(t); !slices.Equal(got, want) {
		t.Error("the quick one got something else")
	}
}

func TestFlushNowWritesAllThatTheKernelTakes(t *testing.T) {
	r := newRig(t, 1, nil)
	c := r.client(0)
	c.outlet.Queue(frame(strings.Repeat("x", 200<<10)))
	c.outlet.Queue(frame("bye"))
	c.outlet.FlushNow()
	if got := c.wire.texts(t); len(got) != 2 || got[1] != "bye" || c.wire.most > 64<<10 {
		t.Errorf("%d frames, the largest write had %d bytes", len(got), c.wire.most)
	}
	c.wire.room = 2
	c.outlet.Queue(frame("again"))
	c.outlet.FlushNow()
	c.outlet.FlushNow()
	if c.outlet.Pending() != len(frame("again"))-2 {
		t.Errorf("%d bytes wait", c.outlet.Pending())
	}
}
