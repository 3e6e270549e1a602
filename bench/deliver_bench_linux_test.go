package bench

import (
	"testing"

	"socketchat/protocol/websocket"
)

// BenchmarkDeliver is what the generator itself adds to a delivery, after read(2).
func BenchmarkDeliver(b *testing.B) {
	l := layout{Run: "r", Clients: 1000, Channels: 1, Joins: 1, Publishers: 16}
	c := joinedCrowd(l)
	const frames = 256
	var input []byte
	for k := range uint32(frames) {
		input = websocket.AppendFrame(input, websocket.Text, packetOf(message{0, k % 16, k/16 + 1, now()}, string(padding(128))))
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
