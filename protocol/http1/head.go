// Package http1 parses HTTP/1.1 requests in place and writes responses. It does no I/O and starts
// nothing: its caller hands it the bytes that arrived and takes back how many of them were used.
// It refuses whatever two parsers could read differently, since proxies stand in front of it.
// Source: RFC 9112 (message syntax) and RFC 9110 (semantics).
package http1

import "iter"

// Header is one field line. Name and Value alias the buffer that was parsed; Value has no
// whitespace around it, and may be empty.
type Header struct{ Name, Value []byte }

// Head is a request's head. Every slice aliases the buffer given to Parse (Host and Path may also
// be constants) and must not be written to. A Head is reused: Parse overwrites all of it, and
// keeps only the room of Headers.
type Head struct {
	Method []byte // as sent; case matters
	Target []byte // as sent
	Path   []byte // Target up to the first '?', not unescaped; of an absolute-form only its path, "/" at least
	Query  []byte // what follows the first '?', not unescaped; nil without one
	Minor  int    // HTTP/1.Minor: 0 or 1

	Headers []Header // in order of arrival, duplicates included

	ContentLength int64 // bytes of the body; -1 when not declared
	Chunked       bool  // the body is chunked; ContentLength is -1 then
	Close         bool  // no further request on this connection
	Expect100     bool  // the client waits for Continue before it sends the body

	Upgrade []byte // value of Upgrade where Connection lists it, else nil
	Host    []byte // of the target when it is an absolute-form, else the field's value; nil when absent
}

// Get returns the first value of the named field, nil when it is absent, and an empty slice when
// its value is empty. The name's case does not matter.
func (h *Head) Get(name string) []byte {
	for i := range h.Headers {
		if equalFold(h.Headers[i].Name, name) {
			return h.Headers[i].Value
		}
	}
	return nil
}

// Values yields every value of the named field, in order. The name's case does not matter.
func (h *Head) Values(name string) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for i := range h.Headers {
			if equalFold(h.Headers[i].Name, name) && !yield(h.Headers[i].Value) {
				return
			}
		}
	}
}

// HasBody reports whether bytes of a body follow the head.
func (h *Head) HasBody() bool { return h.Chunked || h.ContentLength > 0 }

// reset empties h and keeps the room of Headers.
func (h *Head) reset() {
	*h = Head{Headers: h.Headers[:0], ContentLength: -1}
}
