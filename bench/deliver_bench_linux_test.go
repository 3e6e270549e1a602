package bench

import (
	"testing"

	"socketchat/protocol/websocket"
)

// BenchmarkDeliver is what the generator itself adds to a delivery, after read(2).
func BenchmarkDeliver(b *testing.B) {
	l := layout{Run: "r", Clients: 1000, Channels: 1, Joins: 1, Publishers: 16}
	c := &crowd{cfg: crowdConfig{Layout: l, Count: 1000}, clients: make([]client, 1000), tally: newTally(l, 0, 1000)}
	c.window.begin(l, now())
	for i := range c.clients {
		c.clients[i].phase = joined
	}
	const frames = 256
	var input []byte
	for k := range uint32(frames) {
		data := message{0, k % 16, k/16 + 1, now()}.append(nil, string(padding(128)))
		packet := append(append([]byte(deliveryPrefix[:len(deliveryPrefix)-1]), data...), ']')
		input = websocket.AppendFrame(input, websocket.Text, packet)
	}
	b.ReportAllocs()
	for n := 0; n < b.N; n += frames {
		if _, err := (webSocket{c}).input(n/frames%1000, input, now()); err != nil {
			b.Fatal(err)
		}
		if n/frames%1000 == 999 {
			c.tally.faults = Faults{}
			for i := range c.tally.next {
				c.tally.next[i] = 1
			}
		}
	}
	if c.tally.faults.Any() {
		b.Fatal(c.tally.faults)
	}
}
