// Package chat is the application on the sessions: clients join channels with a signed
// token, leave them, and are told how many they are.
package chat

import (
	"log/slog"
	"sync/atomic"
	"time"

	"socketchat/auth"
	"socketchat/internal/reason"
	"socketchat/internal/session"
	"socketchat/protocol/rawjson"
)

// maxChannels is how many channels one session may be in.
const maxChannels = 100

// Chat implements session.Application. It holds no state of its own but counters, so it is
// shared by all shards.
type Chat struct {
	keys     auth.Keys
	log      *slog.Logger
	now      func() time.Time
	observer Observer
	left     func(webhookURL string) // nil: nobody is told
	joins    [resultCount]atomic.Uint64
}

// Observer is told of joins as they happen, on the shard; it must not block. It is there for
// development: nothing in production says anything per message.
type Observer interface {
	Joined(channel string)
}

// New returns the application; keys verify the tokens. observer may be nil.
func New(keys auth.Keys, log *slog.Logger, observer Observer) *Chat {
	return &Chat{keys: keys, log: log, now: time.Now, observer: observer}
}

// Admit lets clients into the main namespace and no other.
func (c *Chat) Admit(namespace string, _ []byte) *session.Refusal {
	if namespace != "/" {
		return &session.Refusal{Message: "Invalid namespace"}
	}
	return nil
}

// Connect does nothing: a client is nobody before it has joined a channel.
func (c *Chat) Connect(*session.Socket, []byte) {}

// Disconnect leaves the channels: a client may leave the namespace and keep its transport. The
// back end is told that asked for it; those whom a stop disconnects come back by themselves.
func (c *Chat) Disconnect(s *session.Socket, r reason.Reason) {
	o := s.Outlet()
	o.Shard().LeaveAll(o)
	if url, ok := s.State.(webhookURL); ok && r != reason.Shutdown {
		c.left(string(url))
	}
}

// Event handles join and leave. Other events have no meaning here and are ignored, as a
// server without a handler for them does.
func (c *Chat) Event(s *session.Socket, e *session.Event) {
	switch e.Name {
	case "join":
		c.join(s, e)
	case "leave":
		c.leave(s, e)
	}
}

// stringArg returns the event's first argument when it is a string.
func stringArg(e *session.Event) (string, bool) {
	if len(e.Args) == 0 {
		return "", false
	}
	return rawjson.String(e.Args[0])
}
