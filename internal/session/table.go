// Package session keeps Engine.IO sessions and the Socket.IO namespaces above them. It knows
// nothing of HTTP requests and nothing of channels and tokens: the server hands it polls,
// payloads and WebSockets, an Application gets connects and events.
//
// One writer: whatever a session owns, its WebSocket's output among it, is touched only on
// the shard that its id belongs to. Pollers send the shard messages.
package session

import (
	"errors"
	"log/slog"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"socketchat/internal/hub"
	"socketchat/internal/reason"
)

// Errors of Open.
var (
	ErrFull    = errors.New("the node has as many clients as MAX_CLIENTS allows")
	ErrClosing = errors.New("the node is stopping")
)

const stripes = 64

// Table holds the sessions of this node by their id. Pollers may read it at any time.
type Table struct {
	// Static after construction.
	cfg   Config
	hub   *hub.Hub
	app   Application    // nil when raw is there
	raw   RawApplication // or nil
	log   *slog.Logger
	epoch time.Time // deadlines are kept as durations since then

	closing atomic.Bool
	count   atomic.Int64
	leaving atomic.Int64 // sessions that were closed and wait for a poll to tell that to; not in count
	// receiving is how many bytes of unfinished packets all decoders hold.
	receiving atomic.Int64
	stats     tableStats
	clients   clients
	stripes   [stripes]struct {
		mu       sync.RWMutex
		sessions map[SID]*Session
	}
}

// NewTable returns a table whose sessions live on h's shards and speak to app.
func NewTable(cfg Config, h *hub.Hub, app Application, log *slog.Logger) *Table {
	t := &Table{cfg: cfg, hub: h, app: app, log: log, epoch: time.Now()}
	for i := range t.stripes {
		t.stripes[i].sessions = make(map[SID]*Session)
	}
	return t
}

// NewRawTable returns a table of sessions without Socket.IO: app takes the messages as they are.
func NewRawTable(cfg Config, h *hub.Hub, app RawApplication, log *slog.Logger) *Table {
	t := NewTable(cfg, h, nil, log)
	t.raw = app
	return t
}

// Leaving returns the number of sessions that the server has closed and whose clients, between
// two polls, do not know it yet.
func (t *Table) Leaving() int { return int(t.leaving.Load()) }

// Len returns the number of sessions, without those that are leaving.
func (t *Table) Len() int { return int(t.count.Load()) }

// Full returns why no session may be opened now, or nil. It is a hint: Open decides.
func (t *Table) Full() error {
	switch {
	case t.closing.Load():
		return ErrClosing
	case t.count.Load() >= t.cfg.MaxClients:
		return ErrFull
	}
	return nil
}

// Find returns the session with the given id as clients carry it, nil when there is none.
func (t *Table) Find(sid []byte) *Session {
	id, ok := parseSID(sid, t.cfg.NodeTag)
	if !ok {
		return nil
	}
	s := &t.stripes[id.key()%stripes]
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.sessions[id]
}

// open adds a session. Its errors are ErrFull and ErrClosing.
func (t *Table) open(client netip.Addr) (*Session, error) {
	if t.closing.Load() {
		return nil, ErrClosing
	}
	if t.count.Add(1) > t.cfg.MaxClients {
		t.count.Add(-1)
		return nil, ErrFull
	}
	s := &Session{sid: newSID(), table: t}
	s.outlet.Init(t.hub.Shard(s.sid.key()>>32), s)
	stripe := &t.stripes[s.sid.key()%stripes]
	stripe.mu.Lock()
	defer stripe.mu.Unlock()
	if t.closing.Load() { // Close may have looked at the stripe already
		t.count.Add(-1)
		return nil, ErrClosing
	}
	stripe.sessions[s.sid] = s
	t.clients.add(s, client)
	return s, nil
}

// forget makes the id of a session that has ended unknown; its shard calls it once.
func (t *Table) forget(s *Session) {
	stripe := &t.stripes[s.sid.key()%stripes]
	stripe.mu.Lock()
	delete(stripe.sessions, s.sid)
	stripe.mu.Unlock()
}

// release frees the place of a session that has ended, once its client has been told.
func (t *Table) release(leaving bool) {
	if leaving {
		t.leaving.Add(-1)
	} else {
		t.count.Add(-1)
	}
}

// Close refuses new sessions and ends all there are: WebSockets get close 1001, held polls a
// close packet, clients between two polls theirs when they come back. It returns when every
// shard has been told; Len falls to zero as they act.
func (t *Table) Close() {
	t.closing.Store(true)
	for i := range t.stripes {
		stripe := &t.stripes[i]
		stripe.mu.RLock()
		all := make([]*Session, 0, len(stripe.sessions))
		for _, s := range stripe.sessions {
			all = append(all, s)
		}
		stripe.mu.RUnlock()
		for _, s := range all {
			s.post(hub.Message{Kind: kindEnd, Code: uint16(reason.Shutdown)}, nil)
		}
	}
}
