package engineio

import "bytes"

// Query is what Engine.IO reads of a request's query. The slices alias what was parsed, except where
// an escape had to be undone; nil means absent.
type Query struct {
	EIO, Transport, SID []byte
	B64                 bool // binary messages are wanted as text over WebSocket too
}

// HasSID reports whether the request belongs to a session. An empty sid asks for a new one, as no
// sid does.
func (r Query) HasSID() bool { return len(r.SID) > 0 }

// ParseQuery parses q, the part of the target after "?". Of duplicate keys the last wins, a bad
// escape stands for itself, "+" is a blank, and any b64 but an empty one counts.
// Source: engine.io's server, which uses WHATWG URL, section 5.1.
func ParseQuery(q []byte) (r Query) {
	for len(q) > 0 {
		var pair []byte
		pair, q, _ = bytes.Cut(q, []byte{'&'})
		key, value, found := bytes.Cut(pair, []byte{'='})
		if !found {
			value = pair[len(pair):]
		}
		r.set(unescape(key), value)
	}
	return r
}

func (r *Query) set(key, value []byte) {
	switch string(key) {
	case "EIO":
		r.EIO = unescape(value)
	case "transport":
		r.Transport = unescape(value)
	case "sid":
		r.SID = unescape(value)
	case "b64":
		r.B64 = len(value) > 0
	}
}

// unescape returns b itself where there is nothing to undo.
func unescape(b []byte) []byte {
	i := bytes.IndexAny(b, "%+")
	if i < 0 {
		return b
	}
	u := append(make([]byte, 0, len(b)), b[:i]...)
	for ; i < len(b); i++ {
		c := b[i]
		switch {
		case c == '+':
			c = ' '
		case c == '%' && i+2 < len(b) && nibble(b[i+1]) < 16 && nibble(b[i+2]) < 16:
			c = nibble(b[i+1])<<4 | nibble(b[i+2])
			i += 2
		}
		u = append(u, c)
	}
	return u
}

// nibble returns the value of a hex digit, and 16 or more for any other byte.
func nibble(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return c | 0x20 - 'a' + 10
	}
	return 16
}
