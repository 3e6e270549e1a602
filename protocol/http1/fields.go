package http1

// fields reads the field lines from b[i:] to the blank line, and returns where the body begins.
func (h *Head) fields(b []byte, i int) (int, *Error) {
	for {
		if i < len(b) && b[i] == '\r' {
			n, e := lineEnd(b[i:])
			return i + n, e
		}
		n, e := h.field(b[i:])
		if e != nil {
			return 0, e
		}
		i += n
	}
}

// field reads one line, appends it to Headers and returns its length. Source: RFC 9112, 5.
func (h *Head) field(b []byte) (int, *Error) {
	colon := span(b, isToken)
	switch {
	case colon == len(b):
		return 0, incomplete
	case blank(b[colon]) && colon == 0:
		return 0, errFold
	case blank(b[colon]):
		return 0, errSpaceBeforeColon
	case b[colon] != ':' || colon == 0:
		return 0, errFieldName
	}
	end := colon + 1 + span(b[colon+1:], isValue)
	n, e := lineEnd(b[end:])
	switch {
	case e == errLineByte:
		return 0, errFieldValue
	case e != nil:
		return 0, e
	case len(h.Headers) == MaxHeaders:
		return 0, errTooManyHeaders
	}
	h.Headers = append(h.Headers, Header{Name: b[:colon], Value: trim(b[colon+1 : end])})
	return end + n, nil
}
