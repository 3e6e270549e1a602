package rawjson

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// String unescapes the JSON string val, quotes included, as JSON.parse does; an escaped lone
// surrogate, which no Go string can hold, becomes U+FFFD. ok is false when val is not a string.
func String(val []byte) (s string, ok bool) {
	b, ok := Text(val)
	return string(b), ok
}

// Text is String without a copy where nothing is escaped: b aliases val then.
func Text(val []byte) (b []byte, ok bool) {
	if len(val) < 2 || val[0] != '"' || val[len(val)-1] != '"' {
		return nil, false
	}
	val = val[1 : len(val)-1]
	if bytes.IndexByte(val, '"') < 0 && bytes.IndexByte(val, '\\') < 0 {
		return val, true
	}
	if b, ok = appendUnescaped(make([]byte, 0, len(val)), val); !ok {
		return nil, false
	}
	return b, true
}

func appendUnescaped(dst, b []byte) ([]byte, bool) {
	for i := 0; i < len(b); {
		if b[i] == '"' {
			return dst, false
		}
		if b[i] != '\\' {
			dst = append(dst, b[i])
			i++
			continue
		}
		r, n := unescape(b[i:])
		if n == 0 {
			return dst, false
		}
		dst = utf8.AppendRune(dst, r)
		i += n
	}
	return dst, true
}

// unescape reads the escape, or the surrogate pair of two, at the start of b; n is 0 when there is
// none.
func unescape(b []byte) (r rune, n int) {
	if len(b) < 2 {
		return 0, 0
	}
	switch b[1] {
	case '"', '\\', '/':
		return rune(b[1]), 2
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case 'u':
		return unescapeHex(b)
	}
	return 0, 0
}

func unescapeHex(b []byte) (r rune, n int) {
	r, ok := hex4(b[2:])
	if !ok {
		return 0, 0
	}
	if !utf16.IsSurrogate(r) {
		return r, 6
	}
	if len(b) >= 8 && b[6] == '\\' && b[7] == 'u' {
		low, _ := hex4(b[8:])
		if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
			return pair, 12
		}
	}
	return utf8.RuneError, 6
}

const hexDigits = "0123456789abcdef"

// AppendString appends s as a JSON string with the escapes of JSON.stringify and no others: quote,
// backslash and controls; neither HTML characters nor U+2028. Bytes that are not UTF-8 become U+FFFD
// one by one.
func AppendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for i := 0; i < len(s); {
		c := s[i]
		if plain[c] {
			dst = append(dst, c)
			i++
			continue
		}
		if c < utf8.RuneSelf {
			dst = appendEscape(dst, c)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		dst = utf8.AppendRune(dst, r)
		i += n
	}
	return append(dst, '"')
}

func appendEscape(dst []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\b':
		return append(dst, '\\', 'b')
	case '\t':
		return append(dst, '\\', 't')
	case '\n':
		return append(dst, '\\', 'n')
	case '\f':
		return append(dst, '\\', 'f')
	case '\r':
		return append(dst, '\\', 'r')
	}
	return append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
}
