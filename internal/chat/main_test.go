package chat

import (
	"log/slog"
	"net/netip"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"socketchat/auth"
	"socketchat/internal/hub"
	"socketchat/internal/later"
	"socketchat/internal/reason"
	"socketchat/internal/session"
	"socketchat/internal/window"
	"socketchat/protocol/websocket"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// rig is the application on real sessions, shards and a window, inside a bubble.
type rig struct {
	*testing.T
	keys   auth.Keys
	window *window.Window
	hub    *hub.Hub
	table  *session.Table
	chat   *Chat
	joined []string // what the observer was told; read it when all is quiet
}

func (r *rig) Joined(channel string) { r.joined = append(r.joined, channel) }

func run(t *testing.T, totals time.Duration, f func(r *rig)) {
	synctest.Test(t, func(t *testing.T) {
		r := &rig{T: t, window: window.New(1024, 1<<20)}
		var err error
		if r.keys, err = auth.ParseKeys("a key for tests, another"); err != nil {
			t.Fatal(err)
		}
		r.hub = hub.New(hub.Config{
			Shards: 1, SlowConsumerBytes: 4 << 20, PendingBytes: 1 << 30,
			TotalInterval: totals, TotalFrame: TotalFrame,
		}, r.window)
		r.chat = New(r.keys, slog.New(slog.DiscardHandler), r)
		r.table = session.NewTable(session.Config{
			PingInterval: 25 * time.Second, PingTimeout: 20 * time.Second, ConnectTimeout: 45 * time.Second,
			UpgradeTimeout: 10 * time.Second, MaxPayload: 1e6, MaxClients: 1000, ReceiveBudget: 1 << 20,
		}, r.hub, r.chat, slog.New(slog.DiscardHandler))
		r.hub.Start()
		defer r.hub.Stop()
		f(r)
		r.table.Close()
		synctest.Wait()
		if st := r.hub.Stats(); st.Channels != 0 || st.Subscriptions != 0 || st.Panics != 0 || r.table.Len() != 0 {
			t.Errorf("when all is over: %+v, %d sessions", st, r.table.Len())
		}
	})
}

// token lets its holder join the channel for a minute.
func (r *rig) token(channel string) string {
	return r.keys.Sign(channel, time.Now().Unix()+60, nil)
}

func (r *rig) publish(channel, packet string) {
	r.window.TryAppend([]*window.Entry{window.NewEntry(channel, []byte(packet), window.Position{})})
}

// client is one on a WebSocket.
type client struct {
	*rig
	transport *session.Transport

	mu  sync.Mutex
	got []byte // guarded by mu
}

// connect returns a client that has joined the main namespace.
func (r *rig) connect() *client {
	t, err := r.table.OpenWebSocket(false, netip.Addr{})
	if err != nil {
		r.Fatal(err)
	}
	c := &client{rig: r, transport: t}
	t.Attach(c, nil)
	c.send("40")
	c.read()
	return c
}

func (c *client) send(text string) { c.transport.Message(websocket.Text, []byte(text)) }

// ask sends and returns what comes.
func (c *client) ask(text string) string {
	c.send(text)
	return c.read()
}

// read returns what has come since the last time, one message a line.
func (c *client) read() string {
	c.Helper()
	synctest.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	var lines []string
	for len(c.got) > 0 {
		m, n, err := websocket.ParseServerFrame(c.got)
		if n == 0 || err != nil {
			c.Fatalf("broken stream: %v", err)
		}
		lines = append(lines, string(m.Data))
		c.got = c.got[n:]
	}
	return strings.Join(lines, "\n")
}

func (c *client) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.got = append(c.got, b...)
	return len(b), nil
}

func (c *client) WantWrite()             {}
func (c *client) Finish(reason.Reason)   {}
func (c *client) Shutdown(reason.Reason) {}
func (c *client) Hold()                  {}
func (c *client) Resume()                {}
func (c *client) Later(r later.Runner)   { r.Run() }

var sentence = regexp.MustCompile(`"message":"(?:[^"\\]|\\.)+"`)

// brief leaves the sentences for people out of an answer.
func brief(text string) string { return sentence.ReplaceAllString(text, `"message":"…"`) }
