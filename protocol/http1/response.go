package http1

import (
	"slices"
	"strconv"
	"time"
)

// Response is an answer, whole. Append copies all of it, so its bytes may be reused afterwards.
type Response struct {
	Status      int    // 200 to 599
	ContentType string // no field when empty
	Body        []byte // not sent with 204 and 304
	Headers     []byte // more field lines, each "Name: value\r\n", prebuilt; appended as they are
	Close       bool   // says Connection: close
	Head        bool   // answers HEAD: Body gives the Content-Length and is not sent
}

// Continue is the interim answer to Expect: 100-continue.
var Continue = []byte("HTTP/1.1 100 Continue\r\n\r\n")

// fixedLines is room for the status line and the fields that Append writes itself.
const fixedLines = 256

// Append appends the response to dst. It does not allocate where dst has the room, but for a new
// Date once a second.
func (r *Response) Append(dst []byte) []byte {
	dst = slices.Grow(dst, fixedLines+len(r.ContentType)+len(r.Headers)+len(r.Body))
	dst = append(dst, "HTTP/1.1 "...)
	dst = strconv.AppendInt(dst, int64(r.Status), 10)
	dst = append(dst, ' ')
	dst = append(dst, StatusText(r.Status)...)
	dst = append(dst, "\r\n"...)
	dst = AppendDate(dst, time.Now())
	if r.ContentType != "" {
		dst = append(dst, "Content-Type: "...)
		dst = append(dst, r.ContentType...)
		dst = append(dst, "\r\n"...)
	}
	dst = r.appendLength(dst)
	if r.Close {
		dst = append(dst, "Connection: close\r\n"...)
	}
	dst = append(dst, r.Headers...)
	dst = append(dst, "\r\n"...)
	if r.Head || !r.hasBody() {
		return dst
	}
	return append(dst, r.Body...)
}

// appendLength appends Content-Length. RFC 9110, 8.6 forbids it on 204, but engine.io answers a
// preflight with `Content-Length: 0` and clients may rely on it. On 304 it would have to be the
// length of what is not sent, and is left out.
func (r *Response) appendLength(dst []byte) []byte {
	n := len(r.Body)
	switch {
	case r.Status == 304:
		return dst
	case !r.hasBody():
		n = 0
	}
	dst = append(dst, "Content-Length: "...)
	dst = strconv.AppendInt(dst, int64(n), 10)
	return append(dst, "\r\n"...)
}

// hasBody reports whether an answer with this status has content. Source: RFC 9110, 6.4.1.
func (r *Response) hasBody() bool { return r.Status != 204 && r.Status != 304 }
