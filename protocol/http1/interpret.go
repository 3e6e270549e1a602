package http1

import (
	"bytes"
	"math"
)

// marks are what interpret must remember between field lines.
type marks struct {
	hosts   int    // Host lines
	coded   bool   // a Transfer-Encoding line was seen
	upgrade bool   // Connection lists upgrade
	offered []byte // the first Upgrade value
}

// interpret draws from the fields what frames the message and what the connection does next.
func (h *Head) interpret() *Error {
	var m marks
	h.Close = h.Minor == 0
	for i := range h.Headers {
		if e := h.interpretField(&m, h.Headers[i].Name, h.Headers[i].Value); e != nil {
			return e
		}
	}
	switch {
	case m.hosts == 0 && h.Minor == 1:
		return errNoHost
	case m.coded && h.ContentLength >= 0:
		return errLengthAndCoding
	case m.coded && h.Minor == 0:
		return errCodingIn10
	}
	h.Expect100 = h.Expect100 && h.Minor == 1 && h.HasBody() // RFC 9110, 10.1.1
	if m.upgrade && h.Minor == 1 && len(m.offered) > 0 {     // RFC 9110, 7.8
		h.Upgrade = m.offered
	}
	return nil
}

// interpretField looks at one field line; the length of its name tells most of them apart.
func (h *Head) interpretField(m *marks, name, value []byte) *Error {
	switch {
	case len(name) == 4 && equalFold(name, "host"):
		return h.host(m, value)
	case len(name) == 6 && equalFold(name, "expect"):
		if h.Minor == 1 && !equalFold(value, "100-continue") {
			return errExpect
		}
		h.Expect100 = true
	case len(name) == 7 && equalFold(name, "upgrade"):
		if m.offered == nil {
			m.offered = value
		}
	case len(name) == 10 && equalFold(name, "connection"):
		h.connection(m, value)
	case len(name) == 14 && equalFold(name, "content-length"):
		return h.length(value)
	case len(name) == 17 && equalFold(name, "transfer-encoding"):
		return h.coding(m, value)
	}
	return nil
}

// host takes a Host line; the authority of an absolute-form goes before it. RFC 9112, 3.2.
func (h *Head) host(m *marks, value []byte) *Error {
	if m.hosts++; m.hosts > 1 {
		return errHosts
	}
	if !validHost(value) {
		return errHostValue
	}
	if h.Host == nil {
		h.Host = value
	}
	return nil
}

// connection takes a Connection line, a list of options. Source: RFC 9110, 7.6.1.
func (h *Head) connection(m *marks, list []byte) {
	for len(list) > 0 {
		option, rest, _ := bytes.Cut(list, comma)
		option, list = trim(option), rest
		switch {
		case equalFold(option, "close"):
			h.Close = true
		case equalFold(option, "upgrade"):
			m.upgrade = true
		}
	}
}

// length takes a Content-Length line: digits alone; a repeated one must agree. RFC 9112, 6.3.
func (h *Head) length(value []byte) *Error {
	if len(value) == 0 || !digits(value) {
		return errLength
	}
	var n int64
	for _, c := range value {
		d := int64(c - '0')
		if n > (math.MaxInt64-d)/10 {
			return errLengthTooLarge
		}
		n = n*10 + d
	}
	if h.ContentLength >= 0 && h.ContentLength != n {
		return errLengths
	}
	h.ContentLength = n
	return nil
}

// coding takes a Transfer-Encoding line. Where chunked is not the last coding the body has no end
// (RFC 9112, 6.3: MUST answer 400); other codings before it are not implemented (6.1: 501).
func (h *Head) coding(m *marks, value []byte) *Error {
	if m.coded {
		return errCodings
	}
	m.coded, h.Chunked = true, equalFold(value, "chunked")
	if h.Chunked {
		return nil
	}
	last := trim(value[bytes.LastIndexByte(value, ',')+1:])
	if len(last) == len(value) || !equalFold(last, "chunked") {
		return errCodingEnd
	}
	return errCodingUnknown
}

var comma = []byte(",")
