package rawjson

// Valid reports whether b is exactly one JSON value (RFC 8259, as JSON.parse and encoding/json take
// it), with strings in valid UTF-8 and at most MaxDepth levels. The error is an *Error. One pass,
// linear, no allocation unless it fails. Escapes of lone surrogates are valid, as for JSON.parse.
func Valid(b []byte) error {
	s := scanner{b: b}
	for {
		if !s.value() {
			return s.err
		}
		if !s.closed {
			continue // a container was opened, its first value follows
		}
		more, ok := s.next()
		if !ok {
			return s.err
		}
		if !more {
			return nil
		}
	}
}

// scanner is the state of one Valid. The containers it stands in are a stack of bits, so that it
// needs no memory of its own.
type scanner struct {
	b       []byte
	i       int
	depth   int
	objects [MaxDepth / 64]uint64 // bit d-1 is set when level d is an object
	closed  bool                  // the last value is complete
	err     error
}

func (s *scanner) fail(kind error, what string) bool {
	if s.err == nil {
		s.err = &Error{Kind: kind, Offset: min(s.i, len(s.b)), What: what}
	}
	return false
}

// peek skips white space and returns the next byte, 0 at the end (0 can not stand between tokens).
func (s *scanner) peek() byte {
	s.i = skipSpace(s.b, s.i)
	if s.i == len(s.b) {
		return 0
	}
	return s.b[s.i]
}

// value takes a scalar or an empty container (closed), or opens a container up to where its first
// value starts.
func (s *scanner) value() bool {
	s.closed = true
	switch c := s.peek(); {
	case c == '"':
		return s.str()
	case c == '{', c == '[':
		return s.open(c)
	case c == '-', '0' <= c && c <= '9':
		return s.number()
	case c == 't':
		return s.literal("true")
	case c == 'f':
		return s.literal("false")
	case c == 'n':
		return s.literal("null")
	}
	return s.fail(ErrSyntax, "a value was expected")
}

func (s *scanner) open(c byte) bool {
	if s.depth == MaxDepth {
		return s.fail(ErrDepth, "at most 128 levels are allowed")
	}
	word, bit := s.depth/64, uint64(1)<<(s.depth%64)
	s.depth++
	s.i++
	if c == '[' {
		s.objects[word] &^= bit
		s.closed = s.peek() == ']'
	} else {
		s.objects[word] |= bit
		s.closed = s.peek() == '}'
	}
	if s.closed {
		s.i++
		s.depth--
		return true
	}
	return c == '[' || s.key()
}

func (s *scanner) inObject() bool {
	d := s.depth - 1
	return s.objects[d/64]&(1<<(d%64)) != 0
}

// next goes on after a complete value: it leaves the containers that end, and says whether another
// value follows.
func (s *scanner) next() (more, ok bool) {
	for {
		c := s.peek()
		switch {
		case s.depth == 0:
			if s.i < len(s.b) {
				return false, s.fail(ErrSyntax, "nothing may follow the value")
			}
			return false, true
		case s.inObject():
			if c == ',' {
				s.i++
				return true, s.key()
			}
			if c != '}' {
				return false, s.fail(ErrSyntax, `"," or "}" was expected`)
			}
		default:
			if c == ',' {
				s.i++
				return true, true
			}
			if c != ']' {
				return false, s.fail(ErrSyntax, `"," or "]" was expected`)
			}
		}
		s.i++
		s.depth--
	}
}

// key takes a member's name and the colon.
func (s *scanner) key() bool {
	if s.peek() != '"' {
		return s.fail(ErrSyntax, "a member's name in double quotes was expected")
	}
	if !s.str() {
		return false
	}
	if s.peek() != ':' {
		return s.fail(ErrSyntax, `":" was expected`)
	}
	s.i++
	return true
}
