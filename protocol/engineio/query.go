package engineio

// Query is what Engine.IO reads of a request's query. The slices alias what was parsed unless an
// escape had to be undone; nil means absent.
type Query struct {
	EIO, Transport, SID []byte
	B64                 bool // binary messages are wanted as text over WebSocket too
}

// HasSID reports whether the request belongs to a session; an empty sid asks for a new one.
func (q Query) HasSID() bool { return len(q.SID) > 0 }

// ParseQuery parses q, the part of the target after "?".
func ParseQuery(q []byte) Query { return Query{} }
