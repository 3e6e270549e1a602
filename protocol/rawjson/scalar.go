package rawjson

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// plain marks the bytes that stand for themselves in a string: ASCII without controls, quote and
// backslash.
var plain = func() (t [256]bool) {
	for c := ' '; c < utf8.RuneSelf; c++ {
		t[c] = c != '"' && c != '\\'
	}
	return t
}()

// skipPlain returns the index of the first byte from i on that is not plain. It looks at eight
// bytes at a time, since most of a broadcast is text: a bit of stops is set in each byte that is
// not plain, and perhaps in ones above the lowest such.
func skipPlain(b []byte, i int) int {
	const ones, high = 0x0101010101010101, 0x8080808080808080
	for ; i+8 <= len(b); i += 8 {
		w := binary.LittleEndian.Uint64(b[i:])
		quote, slash := w^'"'*ones, w^'\\'*ones
		stops := (w | (w-' '*ones)&^w | (quote-ones)&^quote | (slash-ones)&^slash) & high
		if stops != 0 {
			return i + bits.TrailingZeros64(stops)/8
		}
	}
	for i < len(b) && plain[b[i]] {
		i++
	}
	return i
}

// str takes a string; s.i is at its opening quote.
func (s *scanner) str() bool {
	for s.i = skipPlain(s.b, s.i+1); s.i < len(s.b); s.i = skipPlain(s.b, s.i) {
		c := s.b[s.i]
		switch {
		case c == '"':
			s.i++
			return true
		case c == '\\':
			if !s.escape() {
				return false
			}
		case c < ' ':
			return s.fail(ErrSyntax, "a control character in a string must be escaped")
		default:
			r, n := utf8.DecodeRune(s.b[s.i:])
			if r == utf8.RuneError && n == 1 {
				return s.fail(ErrUTF8, "strings must be UTF-8")
			}
			s.i += n
		}
	}
	return s.fail(ErrSyntax, "the string does not end")
}

func (s *scanner) escape() bool {
	s.i++ // the backslash
	if s.i == len(s.b) {
		return s.fail(ErrSyntax, "the string does not end")
	}
	switch s.b[s.i] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		s.i++
		return true
	case 'u':
		if _, ok := hex4(s.b[s.i+1:]); !ok {
			return s.fail(ErrSyntax, `four hex digits must follow \u`)
		}
		s.i += 5
		return true
	}
	return s.fail(ErrSyntax, "an unknown escape")
}

func hex4(b []byte) (r rune, ok bool) {
	if len(b) < 4 {
		return 0, false
	}
	for _, c := range b[:4] {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// number takes a number: minus, integer without leading zeros, fraction, exponent.
func (s *scanner) number() bool {
	if s.b[s.i] == '-' {
		s.i++
	}
	if s.at('0') {
		s.i++
	} else if !s.digits() {
		return false
	}
	if s.at('.') {
		s.i++
		if !s.digits() {
			return false
		}
	}
	if s.at('e') || s.at('E') {
		s.i++
		if s.at('+') || s.at('-') {
			s.i++
		}
		return s.digits()
	}
	return true
}

func (s *scanner) at(c byte) bool { return s.i < len(s.b) && s.b[s.i] == c }

func (s *scanner) digits() bool {
	start := s.i
	for s.i < len(s.b) && '0' <= s.b[s.i] && s.b[s.i] <= '9' {
		s.i++
	}
	return s.i > start || s.fail(ErrSyntax, "a digit was expected")
}

func (s *scanner) literal(word string) bool {
	if rest := s.b[s.i:]; len(rest) < len(word) || string(rest[:len(word)]) != word {
		return s.fail(ErrSyntax, "a value was expected")
	}
	s.i += len(word)
	return true
}
