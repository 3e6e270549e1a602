package server

import (
	"socketchat/loop"
	"socketchat/protocol/http1"
)

// metricsType is the text exposition format's content type.
const metricsType = "text/plain; version=0.0.4; charset=utf-8"

// scrape is a GET of /metrics that waits to be gathered.
type scrape struct {
	x    *loop.Exchange
	head bool
}

// scrape queues a GET of /metrics: gathering takes too long for a poller.
func (s *Server) scrape(x *loop.Exchange, head bool) {
	select {
	case s.scrapes <- scrape{x, head}:
	default:
		res := text(503, "Too many scrapes wait already.\n")
		x.Respond(&res)
	}
}

// gather answers scrapes, one at a time, until Stop closes their queue.
func (s *Server) gather() {
	for sc := range s.scrapes {
		res := http1.Response{Status: 200, ContentType: metricsType, Head: sc.head}
		body, err := s.cfg.Metrics()
		if err != nil {
			res = text(500, err.Error()+"\n")
		} else {
			res.Body = body
		}
		sc.x.Respond(&res)
	}
}
