package session

import (
	"log/slog"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"socketchat/internal/hub"
	"socketchat/internal/reason"
	"socketchat/internal/window"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// rig is a table on a hub that runs, inside a bubble: settle returns when all is quiet.
type rig struct {
	*testing.T
	window    *window.Window
	hub       *hub.Hub
	table     *Table
	app       *application
	record    *record
	sessions  []*Session // all there ever were, unless there are
	strangers bool
}

// run calls f with a rig in a bubble, then closes the table and looks for what is left.
func run(t *testing.T, change func(*Config, *hub.Config), f func(r *rig)) {
	synctest.Test(t, func(t *testing.T) {
		cfg := Config{
			PingInterval: 25 * time.Second, PingTimeout: 20 * time.Second, ConnectTimeout: 45 * time.Second,
			UpgradeTimeout: 10 * time.Second, MaxPayload: 1e6, MaxClients: 1000,
			ReceiveBudget: 1 << 20,
		}
		hubs := hub.Config{Shards: 2, SlowConsumerBytes: 4 << 20, PendingBytes: 1 << 30}
		if change != nil {
			change(&cfg, &hubs)
		}
		r := &rig{T: t, record: new(record), app: new(application)}
		r.app.record = r.record
		r.window = window.New(1024, 64<<20)
		r.hub = hub.New(hubs, r.window)
		r.table = NewTable(cfg, r.hub, r.app, slog.New(slog.DiscardHandler))
		r.hub.Start()
		defer r.hub.Stop()
		f(r)
		r.table.Close()
		time.Sleep(farewellTime + time.Second) // of the bubble: for clients between two polls
		r.settle()
		r.checkClean()
	})
}

func (r *rig) settle() { synctest.Wait() }

// find returns the session with the id, and remembers it.
func (r *rig) find(sid string) *Session {
	r.Helper()
	s := r.table.Find([]byte(sid))
	if s == nil {
		r.Fatalf("there is no session %q", sid)
	}
	r.sessions = append(r.sessions, s)
	return s
}

// checkClean looks for what must be gone when every session has ended.
func (r *rig) checkClean() {
	r.Helper()
	st := r.table.Stats()
	if n := r.table.Len() + r.table.Leaving(); n != 0 || st.Polling != 0 || st.WebSocket != 0 {
		r.Errorf("%d sessions are left, gauges %d and %d", n, st.Polling, st.WebSocket)
	}
	ended := uint64(0)
	for _, n := range st.Closed {
		ended += n
	}
	if ended != uint64(len(r.sessions)) && !r.strangers {
		r.Errorf("%d of %d sessions were counted as closed", ended, len(r.sessions))
	}
	if h := r.hub.Stats(); h.Subscriptions != 0 || h.Channels != 0 || h.PendingBytes != 0 {
		r.Errorf("the hub keeps %+v", h)
	}
	if n := r.table.receiving.Load(); n != 0 {
		r.Errorf("%d bytes count as held by decoders", n)
	}
	for _, s := range r.sessions {
		if due := reflect.ValueOf(&s.timer).Elem().FieldByName("due").Uint(); due != 0 {
			r.Error("a session that has ended has a timer")
		}
		if s.poll != nil || s.upgrade != nil || s.first != nil {
			r.Error("a session that has ended holds a poll, a probe or a namespace")
		}
		if r.table.Find([]byte(s.sid.text(r.table.cfg.NodeTag))) != nil {
			r.Error("a session that has ended is found")
		}
	}
	if c, d := r.app.connects, r.app.disconnects; c != d {
		r.Errorf("%d connects and %d disconnects", c, d)
	}
}

// closed returns the reasons for which sessions ended, one word each.
func (r *rig) closed() (words []string) {
	for i, n := range r.table.Stats().Closed {
		for range n {
			words = append(words, reason.Reason(i).String())
		}
	}
	return words
}
