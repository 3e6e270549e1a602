package session

import (
	"net/netip"
	"sync"
	"sync/atomic"

	"socketchat/internal/reason"
)

// clients are the addresses of sessions that are logged one by one. They stand beside the sessions,
// which have not a byte more for it while nobody asks for that.
type clients struct {
	some  atomic.Bool // there was one
	addrs sync.Map    // *Session to netip.Addr, until its end
}

func (c *clients) add(s *Session, client netip.Addr) {
	if client.IsValid() {
		c.some.Store(true)
		c.addrs.Store(s, client)
	}
}

// logOpened follows the session's begin.
func (s *Session) logOpened() {
	if c := &s.table.clients; c.some.Load() {
		if client, ok := c.addrs.Load(s); ok {
			s.table.log.Debug("client connected", "client", client, "transport", s.transport())
		}
	}
}

// logClosed follows the session's end.
func (s *Session) logClosed(r reason.Reason, opened bool) {
	if c := &s.table.clients; c.some.Load() {
		if client, ok := c.addrs.LoadAndDelete(s); ok && opened {
			s.table.log.Debug("client disconnected", "client", client, "transport", s.transport(), "reason", r.String())
		}
	}
}

func (s *Session) transport() string {
	if s.upgraded.Load() {
		return "websocket"
	}
	return "polling"
}
