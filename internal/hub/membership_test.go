package hub

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// check compares everything that is kept of memberships with want: client to channel.
func (r *rig) check(clients []*client, want []map[string]bool) {
	r.Helper()
	members := map[string]int64{}
	for i, c := range clients {
		if got := c.outlet.Memberships(); got != len(want[i]) {
			r.Fatalf("client %d is in %d channels, want %d", i, got, len(want[i]))
		}
		for j, m := range c.outlet.memberships {
			name := m.channel.presence.name
			members[name]++
			if !want[i][name] || !c.outlet.In(name) {
				r.Fatalf("client %d is in %q by membership %d", i, name, j)
			}
			if m.channel.subscribers[m.index] != &c.outlet {
				r.Fatalf("client %d does not stand at its index in %q", i, name)
			}
		}
	}
	for name, n := range members {
		if got := r.hub.Members(name); got != n {
			r.Fatalf("%q has %d members, want %d", name, got, n)
		}
	}
	subscribers := 0
	for i, s := range r.hub.shards {
		for name, c := range s.channels {
			subscribers += len(c.subscribers)
			if len(c.subscribers) == 0 || c.presence.shards.Load()&(1<<i) == 0 {
				r.Fatalf("shard %d keeps %q with %d subscribers, mask %b", i, name, len(c.subscribers), c.presence.shards.Load())
			}
		}
	}
	st := r.hub.Stats()
	if st.Channels != int64(len(members)) || st.Subscriptions != int64(subscribers) {
		r.Fatalf("Stats() = %+v with %d channels and %d subscribers", st, len(members), subscribers)
	}
}

func TestMembershipsAgreeWithASimpleModel(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	r := newRig(t, 3, nil)
	var clients []*client
	var want []map[string]bool
	for i := range 40 {
		clients = append(clients, r.client(i%3))
		want = append(want, map[string]bool{})
	}
	for range 5000 {
		i := rnd.IntN(len(clients))
		c, s := clients[i], clients[i].outlet.Shard()
		name := fmt.Sprint("channel ", rnd.IntN(8))
		switch {
		case rnd.IntN(200) == 0:
			s.LeaveAll(&c.outlet)
			clear(want[i])
		case rnd.IntN(200) == 0:
			c.outlet.Close()
			clients[i], want[i] = r.client(i%3), map[string]bool{}
		case rnd.IntN(2) == 0:
			if joined := s.Join(&c.outlet, name); joined == want[i][name] {
				t.Fatalf("Join says %v of one that is in it: %v", joined, want[i][name])
			}
			want[i][name] = true
		default:
			if left := s.Leave(&c.outlet, name); left != want[i][name] {
				t.Fatalf("Leave says %v of one that is in it: %v", left, want[i][name])
			}
			delete(want[i], name)
		}
		r.check(clients, want)
	}
	for i, c := range clients {
		c.outlet.Close()
		c.outlet.Close()
		clear(want[i])
	}
	r.check(clients, want)
	for i := range r.hub.directory.stripes {
		if n := len(r.hub.directory.stripes[i].channels); n != 0 {
			t.Errorf("stripe %d keeps %d channels", i, n)
		}
	}
}

func TestAClosedOutletJoinsNothing(t *testing.T) {
	r := newRig(t, 1, nil)
	c := r.client(0)
	c.outlet.Close()
	if r.hub.shards[0].Join(&c.outlet, "c") || r.hub.Members("c") != 0 {
		t.Error("it joined")
	}
	c.outlet.Queue(frame("x"))
	r.settle()
	if c.outlet.Pending() != 0 || c.wire.writes != 0 {
		t.Error("it has something to write")
	}
}

func TestNearestFindsTheChannelThatWasMeant(t *testing.T) {
	r := newRig(t, 2, nil)
	r.client(0).join("orders.42")
	r.client(1).join("orders.42")
	r.client(1).join("news")
	r.settle()
	for name, want := range map[string]string{
		"order.42": "orders.42", "odrers.42": "orders.42", "orders.42": "orders.42", "new": "news",
		"ordres.24xy": "", "": "", "x": "", "something else": "",
	} {
		got, members, ok := r.hub.Nearest(name)
		if got != want || ok != (want != "") || ok && members != r.hub.Members(want) {
			t.Errorf("Nearest(%q) = %q, %d, %v, want %q", name, got, members, ok, want)
		}
	}
}
