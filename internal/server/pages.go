package server

import (
	"encoding/json"
	"errors"
	"net/url"
	"time"

	"socketchat/auth"
	"socketchat/httpapi"
	"socketchat/loop"
	"socketchat/protocol/http1"
	"socketchat/web"
)

// Demo is what the demo page needs. It hands a token to anyone who asks, so it exists in
// development only.
type Demo struct {
	Keys    auth.Keys
	APIKey  string
	Channel string
}

// demoTTL is how long the page's tokens are valid; it fetches one for each connection.
const demoTTL = time.Minute

// page answers what is neither Engine.IO nor the API.
func (s *Server) page(x *loop.Exchange, h *http1.Head) {
	head := string(h.Method) == "HEAD"
	if !head && string(h.Method) != "GET" {
		res := s.notGET(h)
		x.Respond(&res)
		return
	}
	var res http1.Response
	switch string(h.Path) {
	case "/healthz":
		res = text(200, "ok\n")
	case "/readyz":
		res = s.ready()
	case "/metrics":
		if s.cfg.Metrics != nil {
			s.scrape(x, head)
			return
		}
		res = httpapi.Failed(404, "not_found", "Metrics are served on ADMIN_ADDR.")
	default:
		res = s.demo(h)
	}
	res.Head = head
	x.Respond(&res)
}

// notGET answers another method: where there is a page, it is the wrong one.
func (s *Server) notGET(h *http1.Head) http1.Response {
	switch string(h.Path) {
	case "/healthz", "/readyz", "/metrics":
		res := httpapi.Failed(405, "method_not_allowed", "Only GET is answered here.")
		res.Headers = []byte("Allow: GET, HEAD\r\n")
		return res
	}
	return httpapi.Failed(404, "not_found", "There is nothing here. Publish with POST /api/socket/events.")
}

// errStopping is why a node that stops is not ready.
var errStopping = errors.New("the node is stopping")

// Ready returns why the node cannot deliver now, or nil.
func (s *Server) Ready() error {
	if s.stopping.Load() {
		return errStopping
	}
	return s.cfg.Ready()
}

func (s *Server) ready() http1.Response {
	if err := s.Ready(); err != nil {
		return text(503, err.Error()+"\n")
	}
	return text(200, "ready\n")
}

// demo answers the demo page and its token endpoint, where there are any.
func (s *Server) demo(h *http1.Head) http1.Response {
	d := s.cfg.Demo
	if d == nil {
		return httpapi.Failed(404, "not_found", "There is nothing here.")
	}
	switch string(h.Path) {
	case "/":
		page, err := web.Page(web.PageData{
			Channel: d.Channel, Token: d.token(d.Channel), APIKey: d.APIKey, SocketPath: s.cfg.SocketPath,
		})
		if err != nil {
			return text(500, err.Error()+"\n")
		}
		return http1.Response{Status: 200, ContentType: web.PageType, Body: page}
	case "/token":
		query, _ := url.ParseQuery(string(h.Query))
		channel := query.Get("channel")
		if err := auth.CheckChannel(channel); err != nil {
			return text(400, err.Error()+"\n")
		}
		body, _ := json.Marshal(map[string]string{"token": d.token(channel)})
		return http1.Response{Status: 200, ContentType: "application/json", Body: body}
	}
	return httpapi.Failed(404, "not_found", "There is nothing here. The demo page is at /.")
}

func (d *Demo) token(channel string) string {
	return d.Keys.Sign(channel, time.Now().Add(demoTTL).Unix(), nil)
}

// bundle answers a file of the stock client, and reports whether name is one.
func (s *Server) bundle(x *loop.Exchange, h *http1.Head, name string) bool {
	data, contentType, ok := web.Bundle(name)
	if !ok {
		return false
	}
	const etag = `"` + web.ClientVersion + `"`
	res := http1.Response{
		Status: 200, ContentType: contentType, Body: data,
		Headers: append(s.cors(h.Get("Origin")), "Cache-Control: public, max-age=0\r\nETag: "+etag+"\r\n"...),
		Head:    string(h.Method) == "HEAD",
	}
	if known := string(h.Get("If-None-Match")); known == etag || known == "W/"+etag {
		res.Status, res.ContentType, res.Body = 304, "", nil
	}
	x.Respond(&res)
	return true
}
