package hub

import (
	"errors"
	"math"
	"strconv"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"socketchat/internal/window"
	"socketchat/protocol/websocket"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// rig is a hub whose rounds the test makes itself, unless it starts the hub.
type rig struct {
	testing.TB
	window *window.Window
	hub    *Hub
	seq    uint64
}

func newRig(t testing.TB, shards int, change func(*Config)) *rig {
	cfg := Config{
		Shards: shards, SlowConsumerBytes: 4 << 20, PendingBytes: 1 << 30,
		TotalFrame: func(n int64) []byte { return frame("total " + strconv.FormatInt(n, 10)) },
	}
	if change != nil {
		change(&cfg)
	}
	w := window.New(1<<12, 64<<20)
	return &rig{TB: t, window: w, hub: New(cfg, w)}
}

// publish appends one entry with the packet to the channel.
func (r *rig) publish(channel, packet string) {
	r.Helper()
	e := window.NewEntry(channel, []byte(packet), window.Position{Seq: r.seq})
	r.seq++
	if r.window.TryAppend([]*window.Entry{e}) == 0 {
		r.Fatal("the window is full")
	}
}

// settle makes rounds on every shard until nothing is left to do.
func (r *rig) settle() {
	for again := true; again; {
		again = false
		for _, s := range r.hub.shards {
			again = s.roundNow() || s.mailbox.len() > 0 || s.hasChanges() || again
		}
	}
}

// client is a session as the hub sees it. Its messages are functions that run on the shard.
type client struct {
	outlet    Outlet
	wire      *wire // nil: it polls
	overflows int
	failed    []any
	onFlush   func()
	panics    any // what its methods panic with
}

// client adds a client to shard i.
func (r *rig) client(i int) *client {
	c := &client{wire: &wire{room: -1}}
	c.outlet.Init(r.hub.shards[i], c)
	c.outlet.SetConn(c.wire)
	return c
}

// do posts f to the client's shard.
func (c *client) do(f func()) { c.outlet.Shard().Post(Message{To: c, Arg: f}, nil) }

func (c *client) join(channel string) {
	c.do(func() { c.outlet.Shard().Join(&c.outlet, channel) })
}

func (c *client) leave(channel string) {
	c.do(func() { c.outlet.Shard().Leave(&c.outlet, channel) })
}

func (c *client) Receive(m *Message) { m.Arg.(func())() }
func (c *client) Fail(v any) {
	c.failed = append(c.failed, v)
	c.outlet.Close()
	c.mayPanic()
}

func (c *client) Flush() {
	c.mayPanic()
	if c.onFlush != nil {
		c.onFlush()
	}
}

func (c *client) Overflow() {
	c.overflows++
	c.mayPanic()
	c.outlet.Close()
}

func (c *client) Expired(time.Time) { c.mayPanic() }

func (c *client) mayPanic() {
	if c.panics != nil {
		panic(c.panics)
	}
}

// wire is a connection that takes as much as it has room for. The lock is for tests that look
// at it between the rounds of a hub that runs.
type wire struct {
	mu     sync.Mutex
	got    []byte
	room   int // -1: any number of bytes
	writes int
	wants  int
	most   int // the largest write
	failed bool
	takes  time.Duration // each write
}

func (w *wire) Write(b []byte) (int, error) {
	if w.takes > 0 {
		time.Sleep(w.takes)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.writes++
	w.most = max(w.most, len(b))
	if w.failed {
		return 0, errors.New("closed")
	}
	n := len(b)
	if w.room >= 0 {
		n = min(n, w.room)
		w.room -= n
	}
	w.got = append(w.got, b[:n]...)
	return n, nil
}

func (w *wire) WantWrite() { w.wants++ }

// texts returns the payloads that have arrived, as a client reads them.
func (w *wire) texts(t testing.TB) (all []string) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	for b := w.got; len(b) > 0; {
		m, n, err := websocket.ParseServerFrame(b)
		if n == 0 || err != nil {
			t.Fatalf("after %d frames the stream is broken: %v", len(all), err)
		}
		all = append(all, string(m.Data))
		b = b[n:]
	}
	return all
}

func frame(text string) []byte { return websocket.AppendFrame(nil, websocket.Text, []byte(text)) }

// roundNow is a round of the shard's own goroutine.
func (s *Shard) roundNow() (more bool) { return s.round(s.hub.window.Tail(), math.MaxInt) }
