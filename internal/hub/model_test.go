package hub

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"socketchat/protocol/websocket"
)

// modeled is a client with what it has to get, by the rules alone: what lies in the log
// between its join and its leave, in the log's order, an ack where it joined.
type modeled struct {
	*client
	in     map[string]bool
	want   []string
	seen   uint64 // the log up to here is in want
	polled []string
}

// world is a log, channels and clients that come and go at random.
type world struct {
	*rig
	*rand.Rand
	log     []string // "channel packet" by index
	clients []*modeled
}

func (w *world) catchUp(m *modeled, position uint64) {
	for ; m.seen < position; m.seen++ {
		channel, packet, _ := strings.Cut(w.log[m.seen], " ")
		if m.in[channel] {
			m.want = append(m.want, "4"+packet)
		}
	}
}

func (w *world) channel() string { return string(rune('a' + w.IntN(5))) }

// add adds a client: it polls, or its kernel buffer is of random size.
func (w *world) add() {
	m := &modeled{client: w.client(w.IntN(len(w.hub.shards))), in: map[string]bool{}}
	m.seen = m.outlet.Shard().Position()
	switch w.IntN(3) {
	case 0:
		m.outlet.conn, m.wire = nil, nil
		m.onFlush = func() { m.take(w.IntN(4)) }
	case 1:
		m.wire.room = w.IntN(500)
	}
	w.clients = append(w.clients, m)
}

// take is a poll that carries n frames at most.
func (m *modeled) take(n int) {
	m.outlet.Take(func(_ websocket.Opcode, payload []byte) bool {
		if n--; n < 0 {
			return false
		}
		m.polled = append(m.polled, string(payload))
		return true
	})
}

// move joins or leaves a random channel, on the shard, where the model notes the position.
func (w *world) move(m *modeled) {
	channel, join, ack := w.channel(), w.IntN(3) > 0, fmt.Sprintf("ack %d", w.Uint32())
	m.do(func() {
		s := m.outlet.Shard()
		w.catchUp(m, s.Position())
		changed := false
		if join {
			changed = s.Join(&m.outlet, channel)
		} else {
			changed = s.Leave(&m.outlet, channel)
		}
		if changed != (m.in[channel] != join) {
			w.Errorf("join %v of %q: changed is %v", join, channel, changed)
		}
		m.in[channel] = join
		m.want = append(m.want, ack)
		m.outlet.Queue(frame(ack))
	})
}

func (w *world) step() {
	m := w.clients[w.IntN(len(w.clients))]
	switch w.IntN(6) {
	case 0, 1:
		for range w.IntN(6) {
			packet := fmt.Sprintf("%d:%s", len(w.log), strings.Repeat("x", w.IntN(40)*w.IntN(40)))
			channel := w.channel()
			w.log = append(w.log, channel+" "+packet)
			w.publish(channel, packet)
		}
	case 2:
		w.move(m)
	case 3:
		if m.wire != nil && m.wire.room >= 0 {
			room := w.IntN(3000)
			m.do(func() { m.wire.room = room; m.outlet.Writable() })
		} else {
			m.do(m.outlet.MarkDirty)
		}
	default:
		w.hub.shards[w.IntN(len(w.hub.shards))].roundNow()
	}
}

// finish gives every client room for all that waits.
func (w *world) finish() {
	w.settle()
	for _, m := range w.clients {
		m.do(func() {
			m.onFlush = func() { m.take(1 << 20) }
			if m.wire != nil {
				m.wire.room = -1
				m.outlet.Writable()
			}
			m.outlet.MarkDirty()
		})
	}
	w.settle()
}

func TestEveryMemberGetsItsEntriesInOrder(t *testing.T) {
	for seed := range uint64(30) {
		w := &world{rig: newRig(t, 1+int(seed%3), nil), Rand: rand.New(rand.NewPCG(seed, 1))}
		for range 12 {
			w.add()
		}
		for range 600 {
			w.step()
		}
		w.finish()
		for i, m := range w.clients {
			w.catchUp(m, uint64(len(w.log)))
			got := m.polled
			if m.wire != nil {
				got = m.wire.texts(t)
			}
			if !slices.Equal(got, m.want) {
				t.Fatalf("seed %d, client %d: got %d frames, want %d: %s", seed, i, len(got), len(m.want), firstDifference(got, m.want))
			}
			if m.outlet.Pending() != 0 {
				t.Fatalf("seed %d, client %d: %d bytes are said to wait", seed, i, m.outlet.Pending())
			}
		}
		if p := w.hub.Stats().PendingBytes; p != 0 {
			t.Fatalf("seed %d: %d bytes are said to wait in all", seed, p)
		}
	}
}

func firstDifference(a, b []string) string {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("%d is %.20q, not %.20q", i, a[i], b[i])
		}
	}
	return "one is longer"
}
