// Package server puts everything on one port: the Engine.IO endpoint, the REST API, health,
// metrics and, in development, the demo page. It owns the order of starting and stopping.
package server

import (
	"bytes"
	"context"
	"log/slog"
	"sync/atomic"

	"socketchat/auth"
	"socketchat/httpapi"
	"socketchat/internal/forwarded"
	"socketchat/internal/histogram"
	"socketchat/internal/session"
	"socketchat/loop"
	"socketchat/protocol/http1"
)

// Config is what a server is made with.
type Config struct {
	Loop       loop.Config
	SocketPath string // the Engine.IO endpoint, with both slashes
	MaxPayload int    // bytes of a POST's body
	Origins    auth.Origins
	Proxies    forwarded.Proxies // whose X-Forwarded-For the log believes
	Sessions   *session.Table
	API        *httpapi.API // nil: there is none
	Ready      func() error // why the node cannot deliver now, or nil
	Behind     func() bool  // whether something that was appended here is not delivered here yet
	// Metrics gathers the metrics; nil: they are served elsewhere.
	Metrics func() (body []byte, contentType string, err error)
	Demo    *Demo // nil in production
	Log     *slog.Logger
}

// Server routes the requests of one loop.
type Server struct {
	// Static after construction.
	cfg     Config
	loop    *loop.Loop
	scrapes chan scrape // bounded; over it scrapes are refused with 503
	debug   bool        // clients are logged one by one

	stopping   atomic.Bool
	publishing atomic.Int64 // publishes whose answer is owed
	times      *histogram.Histogram
	refused    [refusalCount]atomic.Uint64
	strangers  strangers
	hinted     atomic.Bool // at TRUSTED_PROXIES
}

// New returns a server. It binds and starts nothing.
func New(cfg Config) *Server {
	s := &Server{
		cfg: cfg, scrapes: make(chan scrape, 4), times: histogram.NewLatency(),
		debug: cfg.Log.Enabled(context.Background(), slog.LevelDebug),
	}
	s.loop = loop.New(cfg.Loop, s)
	return s
}

// Head routes a request whose head is complete; it runs on a poller.
func (s *Server) Head(x *loop.Exchange) {
	h := x.Head()
	switch {
	case bytes.HasPrefix(h.Path, []byte(s.cfg.SocketPath)):
		s.engineIO(x, h)
	case s.cfg.API != nil && httpapi.IsAPI(h.Path):
		res, body := s.cfg.API.Head(h)
		if !body {
			if s.debug && res.Status >= 400 {
				s.cfg.Log.Debug("API request refused", "status", res.Status, "client", s.client(x))
			}
			x.Respond(&res)
			return
		}
		s.beginPublish(x)
	default:
		s.page(x, h)
	}
}

// Body takes a complete body; it runs on a poller.
func (s *Server) Body(x *loop.Exchange, body []byte, err error) {
	switch p := x.State.(type) {
	case *publish:
		p.body(body, err)
	case *post:
		s.posted(x, p, body, err)
	}
}

// BadRequest answers a head that could not be parsed: JSON under /api, a sentence elsewhere.
func (s *Server) BadRequest(err *http1.Error, path []byte) http1.Response {
	if s.cfg.API != nil && httpapi.IsAPI(path) {
		return s.cfg.API.BodyMalformed(err)
	}
	return text(err.Status, err.Reason+"\n")
}

func text(status int, body string) http1.Response {
	return http1.Response{Status: status, ContentType: "text/plain; charset=UTF-8", Body: []byte(body)}
}
