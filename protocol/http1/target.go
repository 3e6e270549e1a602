package http1

import "bytes"

// slash is the path of an absolute-form without one.
var slash = []byte("/")

// splitTarget sets Path and Query, and Host from an absolute-form. Source: RFC 9112, 3.2: the
// origin-form, the absolute-form (servers MUST accept it), and the asterisk-form of OPTIONS.
func (h *Head) splitTarget() *Error {
	t := h.Target
	switch {
	case string(h.Method) == "CONNECT":
		return errConnect
	case string(t) == "*":
		if string(h.Method) != "OPTIONS" {
			return errTargetForm
		}
	case t[0] != '/':
		var e *Error
		if t, e = h.authority(t); e != nil {
			return e
		}
	}
	h.Path = t
	if i := bytes.IndexByte(t, '?'); i >= 0 {
		h.Path, h.Query = t[:i], t[i+1:]
	}
	if len(h.Path) == 0 {
		h.Path = slash
	}
	return nil
}

// authority sets Host from an absolute-form and returns what follows it, maybe nothing.
// User information is refused, as RFC 9110, 4.2.4 allows.
func (h *Head) authority(t []byte) ([]byte, *Error) {
	i := bytes.IndexByte(t, ':')
	if i < 0 || !equalFold(t[:i], "http") && !equalFold(t[:i], "https") {
		return nil, errTargetForm
	}
	rest := t[i+1:]
	if len(rest) < 3 || rest[0] != '/' || rest[1] != '/' {
		return nil, errTargetForm
	}
	rest = rest[2:]
	end := bytes.IndexAny(rest, "/?")
	if end < 0 {
		end = len(rest)
	}
	if end == 0 || rest[0] == ':' || !validHost(rest[:end]) {
		return nil, errTargetForm
	}
	h.Host = rest[:end]
	return rest[end:], nil
}

// validHost accepts uri-host [ ":" port ], also empty. Source: RFC 9110, 7.2; RFC 3986, 3.2.2.
func validHost(b []byte) bool {
	if span(b, isHost) != len(b) {
		return false
	}
	if len(b) > 0 && b[0] == '[' {
		end := bytes.IndexByte(b, ']')
		if end < 2 || bytes.IndexByte(b[1:end], '[') >= 0 {
			return false
		}
		b = b[end+1:]
		return len(b) == 0 || b[0] == ':' && digits(b[1:])
	}
	if bytes.IndexByte(b, '[') >= 0 || bytes.IndexByte(b, ']') >= 0 {
		return false
	}
	i := bytes.IndexByte(b, ':')
	return i < 0 || digits(b[i+1:])
}

// digits reports whether b has nothing but decimal digits; it may be empty.
func digits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
