package chat

import (
	"testing"
	"time"

	"socketchat/protocol/websocket"
)

func TestLeave(t *testing.T) {
	run(t, 0, func(r *rig) {
		c := r.connect()
		c.ask(`42["join","` + r.token("c") + `"]`)
		for _, tt := range []struct{ name, packet, want string }{
			{"one that was not joined", `420["leave","other"]`, `430[{"status":"ok","channel":"other"}]`},
			{"junk", `421["leave"]`, `431[{"status":"error","code":"invalid_channel","message":"…"}]`},
			{"more junk", `421["leave",{"c":1}]`, `431[{"status":"error","code":"invalid_channel","message":"…"}]`},
			{"junk without an ack", `42["leave",null]`, ``},
			{"the one that was", `422["leave","c"]`, `432[{"status":"ok","channel":"c"}]`},
			{"again, without an ack", `42["leave","c"]`, ``},
		} {
			if got := brief(c.ask(tt.packet)); got != tt.want {
				t.Errorf("%s: got %s", tt.name, got)
			}
		}
		r.publish("c", `2["e"]`)
		if got := c.read(); got != "" || r.hub.Members("c") != 0 {
			t.Errorf("after it left it got %s", got)
		}
	})
}

func TestLeavingTheNamespaceLeavesTheChannels(t *testing.T) {
	run(t, 0, func(r *rig) {
		c := r.connect()
		c.ask(`42["join","` + r.token("c") + `"]`)
		c.ask(`42["join","` + r.token("d") + `"]`)
		c.ask("41")
		r.publish("c", `2["e"]`)
		if got := c.read(); got != "" || r.hub.Members("c") != 0 || r.hub.Members("d") != 0 {
			t.Errorf("it got %s, members: %d and %d", got, r.hub.Members("c"), r.hub.Members("d"))
		}
		c.ask("40")
		r.publish("c", `2["e"]`)
		if got := c.read(); got != "" {
			t.Errorf("back again, without a join, it got %s", got)
		}
	})
}

func TestOtherEventsAndNamespaces(t *testing.T) {
	run(t, 0, func(r *rig) {
		c := r.connect()
		for _, tt := range []struct{ packet, want string }{
			{`40/admin`, `44/admin,{"message":"Invalid namespace"}`},
			{`42["message","x"]`, ``},
			{`425["message","x"]`, ``},
			{`42["user-total",5]`, ``},
			{`42[0]`, ``},
		} {
			if got := c.ask(tt.packet); got != tt.want {
				t.Errorf("%s: got %s", tt.packet, got)
			}
		}
	})
}

func TestUserTotalFollowsTheAck(t *testing.T) {
	run(t, time.Second, func(r *rig) {
		first, second := r.connect(), r.connect()
		join := `420["join","` + r.token("c") + `"]`
		const ack = `430[{"status":"ok","channel":"c"}]`
		if got := first.ask(join); got != ack+"\n"+`42["user-total",1]` {
			t.Errorf("the first one got %s", got)
		}
		if got := second.ask(join); got != ack {
			t.Errorf("the second one got %s at once", got)
		}
		time.Sleep(2 * time.Second)
		for _, c := range []*client{first, second} {
			if got := c.read(); got != `42["user-total",2]` {
				t.Errorf("after the interval: %s", got)
			}
		}
		second.transport.Message(websocket.Close, nil)
		if got := first.read(); got != `42["user-total",1]` {
			t.Errorf("when the second one had gone: %s", got)
		}
	})
}
