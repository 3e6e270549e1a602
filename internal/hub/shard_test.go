package hub

import "testing"

// What idle misses is a wake-up lost: it is asked after the shard counts as asleep.
func TestAShardWithSomethingToDoIsNotIdle(t *testing.T) {
	for _, tt := range []struct {
		name  string
		shard int // of the client
		give  func(r *rig, c *client)
	}{
		{"an entry", 0, func(r *rig, _ *client) { r.publish("nobody", "x") }},
		{"a message", 0, func(_ *rig, c *client) { c.do(func() {}) }},
		{"a change of a total", 1, func(r *rig, c *client) { r.hub.shards[1].Join(&c.outlet, "c") }},
		{"the end", 0, func(r *rig, _ *client) { r.hub.shards[0].stopping.Store(true) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t, 2, everySecond)
			r.joined("c")
			c := r.client(tt.shard)
			s := r.hub.shards[0]
			if !s.idle(s.position) {
				t.Fatal("it is not idle to begin with")
			}
			tt.give(r, c)
			if s.idle(s.position) {
				t.Error("it would sleep")
			}
		})
	}
}
