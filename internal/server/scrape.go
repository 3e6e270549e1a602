package server

import (
	"socketchat/loop"
	"socketchat/protocol/http1"
)

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
		res := http1.Response{Status: 200, Head: sc.head}
		var err error
		if res.Body, res.ContentType, err = s.cfg.Metrics(); err != nil {
			res = text(500, err.Error()+"\n")
		}
		sc.x.Respond(&res)
	}
}
