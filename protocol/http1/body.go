package http1

// Body finds a request's body in what arrives after its head. It holds no bytes. The zero value
// is a body of length none.
type Body struct{ remaining int64 }

// Reset prepares d for the body that h declares: none, a length, or chunked.
func (d *Body) Reset(h *Head) {}

// Next returns the next run of body bytes, which aliases src, and how many bytes of src it used
// (framing included). n == 0 means that the body is done or that more input is needed.
func (d *Body) Next(src []byte) (data []byte, n int, err error) { return nil, 0, nil }

// Done reports whether the whole body, with its framing, has been taken.
func (d *Body) Done() bool { return true }

// Remaining returns the bytes of a declared length not delivered yet, -1 for a chunked body.
func (d *Body) Remaining() int64 { return d.remaining }
