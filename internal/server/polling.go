package server

import (
	"errors"
	"slices"
	"sync/atomic"

	"socketchat/internal/reason"
	"socketchat/internal/session"
	"socketchat/loop"
	"socketchat/protocol/engineio"
	"socketchat/protocol/http1"
)

const payloadType = "text/plain; charset=UTF-8"

// poll is a GET that its session holds. The shard answers it.
type poll struct {
	server  *Server
	session *session.Session
	x       *loop.Exchange
	cors    []byte
}

// poll lets the session hold a GET.
func (s *Server) poll(x *loop.Exchange, found *session.Session, origin []byte) {
	if !found.BeginPoll() {
		x.Respond(&http1.Response{Status: 400, Headers: s.cors(origin)})
		return
	}
	p := &poll{server: s, session: found, x: x, cors: s.cors(origin)}
	x.OnAbort(p)
	found.Poll(p)
}

// Answer completes the GET with a payload.
func (p *poll) Answer(payload []byte) {
	p.x.Respond(&http1.Response{
		Status: 200, ContentType: payloadType, Body: payload, Headers: append(p.cors, noStore...),
	})
}

// Refuse says that the session ended while the GET was on its way.
func (p *poll) Refuse() { p.server.ended(p.x, p.cors) }

// ended answers a request whose session is unknown by now.
func (s *Server) ended(x *loop.Exchange, cors []byte) {
	code := engineio.UnknownSID
	s.count(refusal(code))
	x.Respond(&http1.Response{
		Status: code.Status(), ContentType: "application/json", Body: code.Append(nil), Headers: cors,
	})
}

// Aborted ends the session: a client that lets go of its poll has gone.
func (p *poll) Aborted() { p.session.PollAborted(p) }

// post is a POST whose body is being read.
type post struct {
	server  *Server
	session *session.Session
	x       *loop.Exchange
	cors    []byte
	whole   atomic.Bool // its body has arrived
}

// beginPost reads the body of a POST, unless one is under way or it is too large.
func (s *Server) beginPost(x *loop.Exchange, h *http1.Head, found *session.Session, origin []byte) {
	switch {
	case !found.BeginPost():
		x.Respond(&http1.Response{Status: 400, Headers: s.cors(origin)})
	case string(h.Get("Content-Type")) == "application/octet-stream":
		found.EndPost(reason.ProtocolError)
		x.Respond(&http1.Response{Status: 400, Headers: s.cors(origin)})
	case h.ContentLength > int64(s.cfg.MaxPayload):
		found.EndPost(reason.None)
		x.Respond(&http1.Response{Status: 413, Headers: s.cors(origin)})
	default:
		p := &post{server: s, session: found, x: x, cors: s.cors(origin)}
		x.State = p
		x.OnAbort(p)
		x.ReadBody(s.cfg.MaxPayload)
	}
}

// Aborted ends the session, unless the packets arrived whole.
func (p *post) Aborted() {
	if !p.whole.Load() {
		p.session.EndPost(reason.TransportError)
	}
}

// Taken completes the POST.
func (p *post) Taken() {
	p.x.Respond(&http1.Response{Status: 200, ContentType: "text/html", Body: []byte("ok"), Headers: append(p.cors, noStore...)})
}

// Refuse says that the session ended while the POST was on its way.
func (p *post) Refuse() { p.server.ended(p.x, p.cors) }

// posted hands the shard the payload, which answers when the packets have had their effect.
func (s *Server) posted(x *loop.Exchange, p *post, body []byte, err error) {
	var malformed *http1.Error
	switch {
	case err == nil && p.session.Upgraded():
		p.session.EndPost(reason.None)
		x.Respond(&http1.Response{
			Status: engineio.BadRequest.Status(), ContentType: "application/json",
			Body: engineio.BadRequest.Append(nil), Headers: p.cors,
		})
	case err == nil:
		p.whole.Store(true)
		p.session.Post(p, slices.Clone(body))
	case errors.As(err, &malformed):
		p.session.EndPost(reason.ProtocolError)
		x.Respond(&http1.Response{Status: malformed.Status, Headers: p.cors, Close: true})
	default:
		p.session.EndPost(reason.None)
		x.Respond(&http1.Response{Status: 413, Headers: p.cors})
	}
}
