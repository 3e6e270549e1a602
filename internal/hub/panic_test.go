package hub

import (
	"testing"
	"time"
)

func TestAPanicFailsTheOneThatItWasForAndNobodyElse(t *testing.T) {
	for _, tt := range []struct {
		name   string
		fault  func(r *rig, c *client)
		panics uint64
	}{
		{"of a message", func(r *rig, c *client) { c.do(func() { panic("boom") }) }, 1},
		{"of a timer", func(r *rig, c *client) {
			c.panics = "boom"
			c.do(func() {
				s := c.outlet.Shard()
				s.Schedule(new(Timer), c, s.Now())
				s.wheel.start = s.wheel.start.Add(-time.Second)
			})
		}, 2},
		{"of a flush", func(r *rig, c *client) {
			c.panics = "boom"
			c.do(func() {
				c.outlet.conn = nil
				c.outlet.Queue(frame("x"))
			})
		}, 2},
		{"of an overflow", func(r *rig, c *client) {
			c.panics = "boom"
			c.wire.room = 0
			c.do(func() { c.outlet.Queue(make([]byte, 2000)) })
		}, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t, 1, func(c *Config) { c.SlowConsumerBytes = 1000 })
			bad, good := r.joined("c"), r.joined("c")
			tt.fault(r, bad)
			good.do(func() { good.outlet.Queue(frame("answer")) })
			r.publish("c", "later")
			r.settle()
			r.settle()
			if len(bad.failed) != 1 || bad.failed[0] != "boom" || len(good.failed) != 0 {
				t.Errorf("failed with %v and %v", bad.failed, good.failed)
			}
			if got := good.wire.texts(t); len(got) != 2 {
				t.Errorf("the other one got %q", got)
			}
			if st := r.hub.Stats(); st.Panics != tt.panics || st.Subscriptions != 1 || st.PendingBytes != 0 {
				t.Errorf("Stats() = %+v", st)
			}
		})
	}
}
