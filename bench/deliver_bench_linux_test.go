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
	c.clients[0].phase = joined
	const frames = 256
	b.ReportAllocs()
	var input []byte
	seq := uint32(0)
	for n := 0; n < b.N; n += frames {
		b.StopTimer()
		input = input[:0]
		for k := range frames {
			if k%16 == 0 {
				seq++
			}
			data := message{0, uint32(k % 16), seq, now()}.append(nil, string(padding(128)))
			packet := append(append([]byte(deliveryPrefix[:len(deliveryPrefix)-1]), data...), ']')
			input = websocket.AppendFrame(input, websocket.Text, packet)
		}
		b.StartTimer()
		if _, err := (webSocket{c}).input(0, input, now()); err != nil {
			b.Fatal(err)
		}
	}
	if f := c.tally.settle(make([]uint32, l.streams()), nil, func(int) bool { return false }); f.Any() {
		b.Fatal(f)
	}
}
