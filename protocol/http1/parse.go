package http1

// The limits of a head. At MaxHead bytes without its end it is refused: with 414 when not even
// the request line fits, else with 431. RFC 9112, 3 asks for lines of 8000 bytes at least.
const (
	MaxHead    = 16 << 10 // bytes, the blank line included
	MaxHeaders = 100      // field lines

	maxMethod     = 32 // bytes
	maxEmptyLines = 4  // before the request line
)

// incomplete is what the parts of the parser return where the input ends too early.
var incomplete = new(Error)

// Parse reads the head at the start of b and returns its length, the blank line included; 0 and
// nil when b does not hold the whole head yet: call again with more, b's start unchanged.
// What is wrong is reported as soon as its first byte is there, whatever pieces b grew by; err is
// an *Error then, and h.Path is set if the target had been read. Parse does not allocate once
// Headers has its room.
func (h *Head) Parse(b []byte) (n int, err error) {
	h.reset()
	full := len(b) >= MaxHead
	if full {
		b = b[:MaxHead]
	}
	n, e := h.requestLine(b)
	if e == incomplete && full {
		e = errTargetTooLong
	}
	if e == nil {
		n, e = h.fields(b, n)
		if e == incomplete && full {
			e = errHeadTooLarge
		}
	}
	if e == nil {
		e = h.interpret()
	}
	switch e {
	case nil:
		return n, nil
	case incomplete:
		return 0, nil
	}
	return 0, e
}

// requestLine reads method, target and version, and returns where the fields begin.
func (h *Head) requestLine(b []byte) (int, *Error) {
	start, e := emptyLines(b)
	if e != nil {
		return 0, e
	}
	i := start + span(b[start:], isToken)
	switch {
	case i-start > maxMethod:
		return 0, errMethodTooLong
	case i == len(b):
		return 0, incomplete
	case i == start || b[i] != ' ':
		return 0, errMethod
	}
	h.Method = b[start:i]

	start = i + 1
	i = start + span(b[start:], isTarget)
	switch {
	case i == len(b):
		return 0, incomplete
	case i == start || b[i] != ' ':
		return 0, errTargetByte
	}
	h.Target = b[start:i]
	if e := h.splitTarget(); e != nil {
		return 0, e
	}
	n, e := h.version(b[i+1:])
	return i + 1 + n, e
}

// emptyLines returns the length of the empty lines that b starts with. Source: RFC 9112, 2.2.
func emptyLines(b []byte) (int, *Error) {
	i := 0
	for {
		switch {
		case i == len(b):
			return 0, incomplete
		case b[i] != '\r':
			return i, nil
		case i == 2*maxEmptyLines:
			return 0, errEmptyLines
		}
		n, e := lineEnd(b[i:])
		if e != nil {
			return 0, e
		}
		i += n
	}
}

// version reads "HTTP/1.1" and the end of the line.
func (h *Head) version(b []byte) (int, *Error) {
	const form = "HTTP/1.1"
	for i := range len(form) {
		digit := i == 5 || i == 7
		switch {
		case i == len(b):
			return 0, incomplete
		case digit && (b[i] < '0' || b[i] > '9') || !digit && b[i] != form[i]:
			return 0, errVersion
		}
	}
	n, e := lineEnd(b[len(form):])
	switch {
	case e != nil:
		return 0, e
	case b[5] != '1' || b[7] > '1':
		return 0, errVersionUnsupported
	}
	h.Minor = int(b[7] - '0')
	return len(form) + n, nil
}

// lineEnd reads the CR and LF at the start of b.
func lineEnd(b []byte) (int, *Error) {
	switch {
	case len(b) == 0:
		return 0, incomplete
	case b[0] == '\n':
		return 0, errBareLF
	case b[0] != '\r':
		return 0, errLineByte
	case len(b) == 1:
		return 0, incomplete
	case b[1] != '\n':
		return 0, errBareCR
	}
	return 2, nil
}
