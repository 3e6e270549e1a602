package server

import (
	"errors"
	"sync/atomic"
	"time"

	"socketchat/loop"
	"socketchat/protocol/http1"
)

// publish is a POST to the API from its head to its answer. A node that stops waits for it.
type publish struct {
	server   *Server
	x        *loop.Exchange
	received time.Time // when its last body byte came
	response http1.Response
	settled  atomic.Bool
}

// beginPublish reads the body of a POST that the API let in, unless the node stops.
func (s *Server) beginPublish(x *loop.Exchange) {
	p := &publish{server: s, x: x}
	s.publishing.Add(1) // before the look at stopping, so that a stop waits for it or it is refused
	if s.stopping.Load() {
		p.answer(s.cfg.API.Stopping())
		return
	}
	x.State = p
	x.OnAbort(p)
	x.ReadBody(s.cfg.MaxPayload)
}

// body hands a complete body to the API. The answer waits for the append and holds neither a
// goroutine nor a poller.
func (p *publish) body(body []byte, err error) {
	p.received = time.Now()
	api := p.server.cfg.API
	switch {
	case err == nil:
		api.Publish(body, p.received, p.x, p.answer)
	case errors.Is(err, loop.ErrBodyTooLarge):
		p.answer(api.BodyTooLarge(-1))
	default:
		p.answer(api.BodyMalformed(err))
	}
}

// answer completes the request, on any goroutine. A node that stops lets the connection go. What is to
// be delivered first, of this publish and of those that came with it, is.
func (p *publish) answer(res http1.Response) {
	p.response = res
	p.response.Close = res.Close || p.server.stopping.Load()
	if !p.x.Behind(p) {
		p.Run()
	}
}

// Run writes the answer.
func (p *publish) Run() {
	p.x.Respond(&p.response)
	if !p.received.IsZero() {
		p.server.times.Observe(time.Since(p.received))
	}
	p.settle()
}

// Aborted says that the client has gone: nobody waits for the answer any more.
func (p *publish) Aborted() { p.settle() }

func (p *publish) settle() {
	if p.settled.CompareAndSwap(false, true) {
		p.server.publishing.Add(-1)
	}
}
