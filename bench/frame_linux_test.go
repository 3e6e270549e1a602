package bench

import (
	"strings"
	"testing"

	"socketchat/protocol/websocket"
)

// stream is what a server sends to a client that has joined: deliveries of every frame length,
// and what comes between.
func stream(deliveries uint32) (b []byte) {
	for seq := uint32(1); seq <= deliveries; seq++ {
		size := []int{0, 40, 128, 300, 70_000}[seq%5]
		b = websocket.AppendFrame(b, websocket.Text, packetOf(message{0, 0, seq, now()}, strings.Repeat("a", size)))
		b = websocket.AppendFrame(b, websocket.Text, []byte(`42["user-total",3]`))
	}
	return b
}

func joinedCrowd(l layout) *crowd {
	c := &crowd{cfg: crowdConfig{Layout: l, Count: l.Clients}, clients: make([]client, l.Clients), tally: newTally(l, 0, l.Clients)}
	c.window.begin(l, now())
	for i := range c.clients {
		c.clients[i].phase = joined
	}
	return c
}

func TestFramesAreReadWhereverTheyAreCut(t *testing.T) {
	const deliveries = 10
	l := layout{Clients: 1, Channels: 1, Joins: 1, Publishers: 1}
	whole := stream(deliveries)
	for _, step := range []int{1, 2, 3, 7, 1000, 1 << 20} {
		c := joinedCrowd(l)
		var held []byte
		for at := 0; at < len(whole); at += step {
			held = append(held, whole[at:min(at+step, len(whole))]...)
			used, err := (webSocket{c}).input(0, held, now())
			if err != nil {
				t.Fatal(err)
			}
			held = held[used:]
		}
		if f := c.tally.settle([]uint32{deliveries}, nil, everybody); f.Any() || c.window.count != deliveries || len(held) != 0 {
			t.Errorf("in steps of %d: %d deliveries, %v, %d bytes left", step, c.window.count, f, len(held))
		}
	}
}

func TestFrameThatIsNoServersEndsTheClient(t *testing.T) {
	for name, b := range map[string][]byte{
		"masked": websocket.AppendMasked(nil, websocket.Text, mask, []byte("2")),
		"close":  websocket.AppendClose(nil, 1001, ""),
		"41":     websocket.AppendFrame(nil, websocket.Text, []byte("41")),
	} {
		c := joinedCrowd(layout{Clients: 1, Channels: 1, Joins: 1, Publishers: 1})
		if _, err := (webSocket{c}).input(0, b, 0); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestDeliveryAllocatesNothing(t *testing.T) {
	l := layout{Clients: 1, Channels: 1, Joins: 1, Publishers: 1}
	c := joinedCrowd(l)
	b := websocket.AppendFrame(nil, websocket.Text, packetOf(message{0, 0, 1, now()}, strings.Repeat("a", 128)))
	at := now()
	n := testing.AllocsPerRun(100, func() {
		c.tally.next[0] = 1
		if _, err := (webSocket{c}).input(0, b, at); err != nil {
			t.Fatal(err)
		}
	})
	if n != 0 {
		t.Errorf("%v allocations", n)
	}
}
