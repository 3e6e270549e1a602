package server

import (
	"sync"

	"socketchat/loop"
	"socketchat/protocol/http1"
)

// cors returns the header lines that let a page of origin read the answer. The origin is
// echoed, never "*": credentials are allowed. A stranger's is not.
func (s *Server) cors(origin []byte) []byte {
	h := make([]byte, 0, 160)
	if len(origin) > 0 && s.cfg.Origins.Allows(origin) {
		h = append(h, "Access-Control-Allow-Origin: "...)
		h = append(h, origin...)
		h = append(h, "\r\n"...)
	}
	return append(h, "Vary: Origin\r\nAccess-Control-Allow-Credentials: true\r\n"...)
}

// noStore stands on what a session answers, beside the CORS lines.
const noStore = "Cache-Control: no-store\r\n"

// preflight answers OPTIONS as browsers want it before a cross-origin request.
func (s *Server) preflight(x *loop.Exchange, h *http1.Head, origin []byte) {
	headers := s.cors(origin)
	headers = append(headers, "Access-Control-Allow-Methods: GET,HEAD,PUT,PATCH,POST,DELETE\r\n"+
		"Vary: Access-Control-Request-Headers\r\n"...)
	between := "Access-Control-Allow-Headers: "
	for wanted := range h.Values("Access-Control-Request-Headers") {
		if len(wanted) > 0 {
			headers = append(append(headers, between...), wanted...)
			between = ", "
		}
	}
	if between == ", " {
		headers = append(headers, "\r\n"...)
	}
	x.Respond(&http1.Response{Status: 204, Headers: headers})
}

// maxStrangers is how many refused origins are named in the log; the counter shows all.
const maxStrangers = 100

// strangers are the origins that were refused and logged.
type strangers struct {
	mu    sync.Mutex
	known map[string]struct{} // guarded by mu
}

// stranger logs an origin that is refused, once, with what would allow it and who came with it.
func (s *Server) stranger(x *loop.Exchange, origin []byte) {
	s.strangers.mu.Lock()
	_, known := s.strangers.known[string(origin)]
	if !known && len(s.strangers.known) < maxStrangers {
		if s.strangers.known == nil {
			s.strangers.known = make(map[string]struct{})
		}
		s.strangers.known[string(origin)] = struct{}{}
	} else {
		known = true
	}
	s.strangers.mu.Unlock()
	if !known {
		s.cfg.Log.Warn(s.cfg.Origins.Advice(string(origin)), "client", s.client(x))
	}
}
