package hub

import (
	"strings"
	"testing"
	"testing/synctest"
)

func TestTheSlowConsumerBoundCountsAfterTheWrite(t *testing.T) {
	r := newRig(t, 1, func(c *Config) { c.SlowConsumerBytes = 1000 })
	quick, slow := r.joined("c"), r.joined("c")
	slow.wire.room = 0
	packet := strings.Repeat("x", 400)
	for range 2 {
		r.publish("c", packet)
		r.settle()
	}
	if slow.overflows != 0 {
		t.Fatal("closed under the bound")
	}
	slow.wire.room = -1
	slow.do(slow.outlet.Writable)
	r.publish("c", packet)
	r.publish("c", packet) // 1,600 bytes wait before the write, none after it
	r.settle()
	if slow.overflows != 0 || len(slow.wire.texts(t)) != 4 {
		t.Fatalf("closed though the write took all: %d frames", len(slow.wire.texts(t)))
	}
	slow.wire.room = 10
	for range 3 {
		r.publish("c", packet)
	}
	r.settle()
	if st := r.hub.Stats(); slow.overflows != 1 || st.SlowConsumers != 1 || st.Subscriptions != 1 || st.PendingBytes != 0 {
		t.Errorf("%d overflows, %+v", slow.overflows, st)
	}
	if len(quick.wire.texts(t)) != 7 {
		t.Error("the quick one missed something")
	}
}

func TestAPollersBacklogCountsToo(t *testing.T) {
	r := newRig(t, 1, func(c *Config) { c.SlowConsumerBytes = 100 })
	c := r.joined("c")
	c.outlet.conn = nil
	r.publish("c", strings.Repeat("x", 200))
	r.settle()
	if c.overflows != 1 {
		t.Errorf("%d overflows", c.overflows)
	}
}

func TestOverPendingBytesTheLargestIsClosed(t *testing.T) {
	r := newRig(t, 1, func(c *Config) { c.PendingBytes = 1000 })
	var clients []*client
	for _, n := range []int{200, 600, 150} {
		c := r.client(0)
		c.wire.room = 0
		c.do(func() { c.outlet.Queue(make([]byte, n)) })
		clients = append(clients, c)
		r.settle()
	}
	if r.hub.Stats().PendingBytes != 950 {
		t.Fatalf("%d bytes wait", r.hub.Stats().PendingBytes)
	}
	last := clients[0]
	last.do(func() { last.outlet.Queue(make([]byte, 100)) })
	r.settle()
	if clients[0].overflows != 0 || clients[1].overflows != 1 || clients[2].overflows != 0 {
		t.Errorf("overflows: %d, %d, %d", clients[0].overflows, clients[1].overflows, clients[2].overflows)
	}
	if st := r.hub.Stats(); st.PendingBytes != 450 || st.SlowConsumers != 1 {
		t.Errorf("Stats() = %+v", st)
	}
	for _, c := range clients {
		c.do(c.outlet.Close)
	}
	r.settle()
	if got := r.hub.Stats().PendingBytes; got != 0 || len(r.hub.shards[0].backlog) != 0 {
		t.Errorf("%d bytes wait in %d outlets after all closed", got, len(r.hub.shards[0].backlog))
	}
}

// The largest may lie on a shard that sleeps: those of the shard that goes over the bound are
// not closed in its place.
func TestOverPendingBytesAShardWithLittleWakesTheOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, 2, func(c *Config) { c.PendingBytes = 10_000 })
		r.hub.Start()
		defer r.hub.Stop()
		var clients []*client
		for i, n := range []int{9900, 50, 50, 50, 50} {
			c := r.client(min(i, 1))
			c.wire.room = 0
			c.do(func() { c.outlet.Queue(make([]byte, n)) })
			clients = append(clients, c)
			synctest.Wait()
		}
		for i, c := range clients {
			if want := i == 0; (c.overflows > 0) != want {
				t.Errorf("client %d: %d overflows", i, c.overflows)
			}
		}
		if got := r.hub.Stats().PendingBytes; got != 200 {
			t.Errorf("%d bytes wait", got)
		}
	})
}
