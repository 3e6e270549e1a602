// Package httpapi is the REST side: which requests there are, what their bodies must be, and every
// error in one table. It does no I/O: it is given heads and whole bodies, and gives back responses.
// The key is looked at before anything else, so that nobody else costs more than a head.
package httpapi

import (
	"bytes"
	"time"

	"socketchat/auth"
	"socketchat/internal/later"
)

// PublishTimeout is how long a publish may take from its last body byte to its answer.
const PublishTimeout = 2 * time.Second

// Publisher appends one broadcast to the log.
type Publisher interface {
	// Publish appends packet, a Socket.IO packet like 2["event",data], for the subscribers of
	// channel. packet is the publisher's from then on and nobody changes it. done is called exactly
	// once, on any goroutine, possibly before Publish returns: with the cursor of what was appended,
	// or with an error, that should be a Failure. After deadline it must have been called. Work that can
	// be done together with that of other publishes goes to q, before done; q may be nil.
	Publish(channel string, packet []byte, deadline time.Time, q later.Queue, done func(cursor string, err error))
}

// Failure is why the log did not take an event. Error is the sentence for the caller.
type Failure interface {
	error
	Code() string // "broker_unavailable", "outcome_unknown" or "overloaded"
	RetryAfter() time.Duration
}

// API answers the requests under /api. Any goroutine may use it.
type API struct {
	// Static.
	keys        auth.Keys
	publisher   Publisher
	subscribers func(channel string) int64
	maxPayload  int // bytes of a body

	results counts
}

// New returns the API. subscribers returns the last known number of a channel's subscribers, which
// publishes are answered with; any goroutine may call it. maxPayload is the largest body in bytes
// (MAX_PAYLOAD).
func New(keys auth.Keys, p Publisher, subscribers func(channel string) int64, maxPayload int) *API {
	return &API{keys: keys, publisher: p, subscribers: subscribers, maxPayload: maxPayload}
}

const (
	rootPath   = "/api"
	eventsPath = "/api/socket/events"
)

// IsAPI reports whether path belongs to the API: /api, or anything below it.
func IsAPI(path []byte) bool {
	rest, ok := bytes.CutPrefix(path, []byte(rootPath))
	return ok && (len(rest) == 0 || rest[0] == '/')
}
