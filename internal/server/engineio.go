package server

import (
	"bytes"
	"errors"

	"socketchat/httpapi"
	"socketchat/internal/session"
	"socketchat/loop"
	"socketchat/protocol/engineio"
	"socketchat/protocol/http1"
	"socketchat/protocol/websocket"
)

// engineIO handles a request to the Engine.IO endpoint. The order of the checks is the
// reference server's, so that a request with two faults gets the same answer.
func (s *Server) engineIO(x *loop.Exchange, h *http1.Head) {
	origin := h.Get("Origin")
	if h.Upgrade == nil {
		if string(h.Method) == "OPTIONS" {
			s.preflight(x, h, origin)
			return
		}
		if name := h.Path[len(s.cfg.SocketPath):]; len(name) > 0 && s.bundle(x, h, string(name)) {
			return
		}
	}
	q := engineio.ParseQuery(h.Query)
	found, code, ok := s.verify(h, &q)
	if !ok {
		s.refuse(x, h, origin, code)
		return
	}
	switch {
	case found == nil && s.stopping.Load():
		s.unavailable(x, origin, session.ErrClosing)
	case h.Upgrade != nil:
		s.openWebSocket(x, h, &q, found)
	case found == nil:
		s.openPolling(x, origin)
	case string(h.Method) == "GET":
		s.poll(x, found, origin)
	case string(h.Method) == "POST":
		s.beginPost(x, h, found, origin)
	default:
		x.Respond(&http1.Response{Status: 500, Headers: s.cors(origin)})
	}
}

// verify decides whether a request may go on, and finds its session where it names one.
func (s *Server) verify(h *http1.Head, q *engineio.Query) (found *session.Session, code engineio.ErrorCode, ok bool) {
	webSocket := string(q.Transport) == "websocket"
	if !webSocket && string(q.Transport) != "polling" {
		return nil, engineio.UnknownTransport, false
	}
	if h.Upgrade != nil && !webSocket {
		return nil, engineio.BadRequest, false
	}
	current := string(q.EIO) == "4"
	if q.HasSID() {
		found = s.cfg.Sessions.Find(q.SID)
		switch {
		case found == nil:
			return nil, engineio.UnknownSID, false
		case h.Upgrade == nil && (webSocket || found.Upgraded()), !current:
			return nil, engineio.BadRequest, false
		}
		return found, 0, true
	}
	switch {
	case string(h.Method) != "GET":
		return nil, engineio.BadHandshakeMethod, false
	case webSocket && h.Upgrade == nil:
		return nil, engineio.BadRequest, false
	case !s.cfg.Origins.Allows(h.Get("Origin")):
		return nil, engineio.Forbidden, false
	case !current:
		return nil, engineio.UnsupportedVersion, false
	}
	return nil, 0, true
}

// openWebSocket upgrades the connection: to a session of its own, or to probe for found.
func (s *Server) openWebSocket(x *loop.Exchange, h *http1.Head, q *engineio.Query, found *session.Session) {
	status, message := websocket.CheckHandshake(h)
	if status == 0 && h.HasBody() { // it would be read as frames
		status, message = 400, "A handshake has no body"
	}
	if status != 0 {
		s.refusing(x, refusalHandshake)
		res := http1.Response{Status: status, ContentType: "text/html", Body: []byte(message), Close: true}
		switch status {
		case 405:
			res.Headers = []byte(websocket.AllowHeader)
		case 426:
			res.Headers = []byte(websocket.UpgradeHeaders)
		}
		x.Respond(&res)
		return
	}
	var t *session.Transport
	if found != nil {
		t = found.NewTransport(q.B64)
	} else {
		var err error
		if t, err = s.cfg.Sessions.OpenWebSocket(q.B64, s.traced(x)); err != nil {
			s.unavailable(x, h.Get("Origin"), err)
			return
		}
	}
	response := websocket.AppendHandshake(nil, h.Get("Sec-WebSocket-Key"), websocket.Subprotocol(h), s.cors(h.Get("Origin")))
	t.Attach(x.Upgrade(t), response)
}

func (s *Server) openPolling(x *loop.Exchange, origin []byte) {
	payload, err := s.cfg.Sessions.OpenPolling(s.traced(x))
	if err != nil {
		s.unavailable(x, origin, err)
		return
	}
	x.Respond(&http1.Response{
		Status: 200, ContentType: payloadType, Body: payload, Headers: append(s.cors(origin), noStore...),
	})
}

// refuse answers with an Engine.IO error: JSON to a request, the message as text to a
// WebSocket handshake.
func (s *Server) refuse(x *loop.Exchange, h *http1.Head, origin []byte, code engineio.ErrorCode) {
	s.refusing(x, refusal(code))
	if code == engineio.Forbidden {
		s.stranger(x, origin)
	}
	if h.Upgrade != nil {
		x.Respond(&http1.Response{
			Status: code.Status(), ContentType: "text/html", Body: []byte(code.Message()), Close: true,
		})
		return
	}
	x.Respond(&http1.Response{
		Status: code.Status(), ContentType: "application/json", Body: code.Append(nil),
		Headers: s.cors(origin), Head: bytes.Equal(h.Method, []byte("HEAD")),
	})
}

// unavailable answers a handshake that there is no room for, or no time.
func (s *Server) unavailable(x *loop.Exchange, origin []byte, err error) {
	r := refusalMaxClients
	if errors.Is(err, session.ErrClosing) {
		r = refusalStopping
	}
	s.refusing(x, r)
	res := httpapi.Failed(503, r.String(), err.Error()+". Try again in 5 s.")
	res.Close = s.stopping.Load()
	res.Headers = append(s.cors(origin), "Retry-After: 5\r\n"...)
	x.Respond(&res)
}
