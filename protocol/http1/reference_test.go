package http1

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
)

// The grammar of RFC 9112 once more, as regular expressions over whole inputs: slow, and written
// without a look at the parser, so that both are unlikely to be wrong in the same way.
const (
	token  = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
	text   = `[\t\x20-\x7e\x80-\xff]*`
	bws    = `[\t ]*`
	quoted = `"(?:[\t \x21\x23-\x5b\x5d-\x7e\x80-\xff]|\\[\t\x20-\x7e\x80-\xff])*"`
	chunkX = `(?:` + bws + `;` + bws + token + `(?:` + bws + `=` + bws + `(?:` + token + `|` + quoted + `))?)*`
)

var (
	reHead = latin1(`^(?:\r\n){0,4}(` + token + `) [\x21\x22\x24-\x7e]+ HTTP/1\.[01]\r\n(?:` + token + `:` + text + `\r\n)*\r\n`)
	reSize = latin1(`^([0-9A-Fa-f]{1,16})(` + chunkX + `)\r\n`)
	reEnd  = latin1(`^((?:` + token + `:` + text + `\r\n)*)\r\n`)
)

// latin1 compiles a pattern over bytes: regexp reads UTF-8, so inputs must pass widen.
func latin1(pattern string) *regexp.Regexp { return regexp.MustCompile(pattern) }

// widen makes each byte a rune of its own.
func widen(b []byte) string {
	var s strings.Builder
	for _, c := range b {
		s.WriteRune(rune(c))
	}
	return s.String()
}

// semantic are the errors about a head whose syntax is right.
var semantic = map[*Error]bool{
	errMethodTooLong: true, errConnect: true, errTargetForm: true, errTooManyHeaders: true, errNoHost: true,
	errHosts: true, errHostValue: true, errExpect: true, errLength: true, errLengths: true, errLengthTooLarge: true,
	errLengthAndCoding: true, errCodingIn10: true, errCodings: true, errCodingEnd: true, errCodingUnknown: true,
}

// grammarAccepts reports whether b starts with a whole head whose syntax is right.
func grammarAccepts(b []byte) bool { return reHead.MatchString(widen(b)) }

// grammarChunks returns the data of the chunked body at the start of b and where it ends, -1 when
// it is malformed or not whole.
func grammarChunks(b []byte) (data []byte, end int) {
	extra := 0
	for i := 0; ; {
		rest := widen(b[i:])
		m := reSize.FindStringSubmatch(rest)
		if m == nil {
			return nil, -1
		}
		size, err := strconv.ParseInt(m[1], 16, 64)
		i += runes(m[0])
		extra += runes(m[2])
		switch {
		case err != nil || extra > MaxExtra:
			return nil, -1
		case size == 0:
			t := reEnd.FindStringSubmatch(widen(b[i:]))
			if t == nil || extra+runes(t[1])-2*strings.Count(t[1], "\r\n") > MaxExtra {
				return nil, -1
			}
			return data, i + runes(t[0])
		case size > int64(len(b)-i-2) || !bytes.HasPrefix(b[i+int(size):], []byte("\r\n")):
			return nil, -1
		}
		data = append(data, b[i:i+int(size)]...)
		i += int(size) + 2
	}
}

func runes(s string) int { return len([]rune(s)) }

func itoa(n int16) string { return strconv.Itoa(int(n)) }
