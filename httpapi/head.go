package httpapi

import (
	"bytes"
	"fmt"

	"socketchat/protocol/http1"
)

// challenge is the line that an answer with status 401 must carry. Source: RFC 9110, section 11.6.1.
const challenge = "WWW-Authenticate: ApiKey header=\"X-Api-Key\"\r\n"

var alive = []byte(`{"status":"ok"}`)

// Head decides what can be said from the head alone: the key, then path and method, then type and
// size of the body. With readBody the caller reads the body, at most MAX_PAYLOAD bytes, and goes on
// with Publish, BodyTooLarge or BodyMalformed; without, it sends res now. h is not kept.
func (a *API) Head(h *http1.Head) (res http1.Response, readBody bool) {
	res, readBody = a.route(h)
	res.Head = string(h.Method) == "HEAD"
	return res, readBody
}

func (a *API) route(h *http1.Head) (res http1.Response, readBody bool) {
	key := h.Get("X-Api-Key")
	if key == nil {
		return a.fail(invalidAPIKey, "The X-Api-Key header is missing. Send one of the keys in HTTP_API_KEY.", []byte(challenge)), false
	}
	if !a.keys.Check(key) {
		return a.fail(invalidAPIKey, "Invalid api key", []byte(challenge)), false
	}
	switch string(h.Path) {
	case rootPath:
		if m := string(h.Method); m != "GET" && m != "HEAD" {
			return a.notAllowed(h, "GET", "Allow: GET, HEAD\r\n"), false
		}
		return http1.Response{Status: 200, ContentType: contentType, Body: alive}, false
	case eventsPath:
		if string(h.Method) != "POST" {
			return a.notAllowed(h, "POST", "Allow: POST\r\n"), false
		}
		return a.checkBody(h)
	}
	return a.fail(notFound, fmt.Sprintf("There is nothing at %s. Publish with POST %s.", clip(h.Path), eventsPath), nil), false
}

func (a *API) notAllowed(h *http1.Head, use, allow string) http1.Response {
	message := fmt.Sprintf("%s is not allowed on %s. Use %s.", clip(h.Method), h.Path, use)
	if string(h.Method) == "OPTIONS" {
		message += " Browsers can not call this API: the key belongs on servers."
	}
	return a.fail(methodNotAllowed, message, []byte(allow))
}

func (a *API) checkBody(h *http1.Head) (res http1.Response, readBody bool) {
	if sent := h.Get("Content-Type"); !isJSON(sent) {
		return a.fail(invalidContentType, typeMessage(sent), nil), false
	}
	if set := charset(h.Get("Content-Type")); !isUTF8(set) {
		return a.fail(invalidContentType, fmt.Sprintf("Content-Type has charset=%s, but JSON is UTF-8. Encode the body in UTF-8, and leave the charset out.", clip(set)), nil), false
	}
	if coding := h.Get("Content-Encoding"); len(coding) > 0 && !bytes.EqualFold(coding, []byte("identity")) {
		return a.fail(invalidContentType, fmt.Sprintf("Content-Encoding is %s. Send the body as it is, without it.", clip(coding)), nil), false
	}
	if h.ContentLength > int64(a.maxPayload) {
		return a.tooLarge(h.ContentLength), false
	}
	return http1.Response{}, true
}

// clip shortens what a client sent to what a message can hold.
func clip(b []byte) []byte { return b[:min(len(b), 100)] }
