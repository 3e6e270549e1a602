package http1

// MaxExtra is how many bytes the extensions and the trailers of one chunked body may have
// together. They are checked and dropped.
const MaxExtra = 4 << 10

// Body finds a request's body in what arrives after its head. It keeps no bytes, so the input may
// be cut anywhere. The zero value is the body of a request that has none.
type Body struct {
	err       *Error    // the first error: nothing is read after it
	remaining int64     // undelivered bytes of the declared length, or of the chunk
	extra     uint16    // bytes of extensions and trailers so far
	digits    uint8     // of the chunk's size so far
	state     bodyState // what the next byte belongs to
	extension extension // state within a chunk extension
	chunked   bool
}

// Reset prepares d for the body that h declares: none, a length, or chunked.
func (d *Body) Reset(h *Head) {
	*d = Body{chunked: h.Chunked}
	switch {
	case h.Chunked:
		d.state = inSize
	case h.ContentLength > 0:
		d.state, d.remaining = inData, h.ContentLength
	}
}

// Next returns the next run of body bytes, which aliases src, and how many bytes of src were used,
// the framing before the run included. data is empty where src holds nothing but framing. n == 0
// without an error means that the body is done or src is empty. Bytes after the body's end are
// left alone. err is an *Error, and every later call returns it again. Next does not allocate.
func (d *Body) Next(src []byte) (data []byte, n int, err error) {
	if d.err != nil {
		return nil, 0, d.err
	}
	for n < len(src) && d.state != bodyDone {
		if d.state == inData {
			data = d.run(src[n:])
			return data, n + len(data), nil
		}
		if d.err = d.step(src[n]); d.err != nil {
			return nil, n, d.err
		}
		n++
	}
	return nil, n, nil
}

// run takes as much of src as belongs to the length or the chunk.
func (d *Body) run(src []byte) []byte {
	if int64(len(src)) > d.remaining {
		src = src[:d.remaining]
	}
	if d.remaining -= int64(len(src)); d.remaining == 0 {
		d.state = bodyDone
		if d.chunked {
			d.state = atDataCR
		}
	}
	return src
}

// Done reports whether the whole body, with its framing, has been taken.
func (d *Body) Done() bool { return d.state == bodyDone && d.err == nil }

// Remaining returns the bytes of a declared length not delivered yet, -1 for a chunked body.
func (d *Body) Remaining() int64 {
	if d.chunked {
		return -1
	}
	return d.remaining
}
