package server

import (
	"net/netip"

	"socketchat/internal/forwarded"
	"socketchat/loop"
)

// client returns the address of the client that sent a request, for the log. It may be called while
// Head runs only. The first time that TRUSTED_PROXIES may be missing it says so.
func (s *Server) client(x *loop.Exchange) netip.Addr {
	h := x.Head()
	addr := s.cfg.Proxies.Client(x.RemoteAddr(), h.Values(forwarded.Field))
	if s.cfg.Proxies.None() && h.Get(forwarded.Field) != nil && s.hinted.CompareAndSwap(false, true) {
		s.cfg.Log.Warn("a request came with X-Forwarded-For, but TRUSTED_PROXIES is not set: log lines show the address that it came from. If that is a proxy of yours, add it.",
			"client", addr)
	}
	return addr
}

// traced returns the client's address where each client is logged, else the zero Addr.
func (s *Server) traced(x *loop.Exchange) (client netip.Addr) {
	if s.debug {
		client = s.client(x)
	}
	return client
}

// refusing counts a refusal and, where each client is logged, logs it.
func (s *Server) refusing(x *loop.Exchange, r refusal) {
	s.count(r)
	if s.debug {
		s.cfg.Log.Debug("request refused", "reason", r.String(), "client", s.client(x))
	}
}
