package http1

// Classes of bytes, as bits of class. Source: RFC 9110, 5.5 and 5.6.2; RFC 3986, 3.2.2.
const (
	isToken  = 1 << iota // tchar: methods, field names
	isTarget             // VCHAR without '#': a request target
	isValue              // VCHAR, obs-text, SP, HTAB: a field value
	isHost               // unreserved, sub-delims, '%', and ":[]" of literals and ports
)

var class = makeClasses()

func makeClasses() (c [256]uint8) {
	for i := range c {
		b := byte(i)
		alnum := b >= '0' && b <= '9' || b|0x20 >= 'a' && b|0x20 <= 'z'
		if alnum || contains("!#$%&'*+-.^_`|~", b) {
			c[i] |= isToken
		}
		if b > ' ' && b < 0x7f && b != '#' {
			c[i] |= isTarget
		}
		if b >= ' ' && b != 0x7f || b == '\t' {
			c[i] |= isValue
		}
		if alnum || contains("-._~!$&'()*+,;=%:[]", b) {
			c[i] |= isHost
		}
	}
	return c
}

func contains(set string, b byte) bool {
	for i := range len(set) {
		if set[i] == b {
			return true
		}
	}
	return false
}

// span returns how many bytes at the start of b belong to the class.
func span(b []byte, bit uint8) int {
	for i, c := range b {
		if class[c]&bit == 0 {
			return i
		}
	}
	return len(b)
}

// equalFold compares b with a name in ASCII, whatever their case.
func equalFold(b []byte, name string) bool {
	if len(b) != len(name) {
		return false
	}
	for i, c := range b {
		if lower(c) != lower(name[i]) {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c | 0x20
	}
	return c
}

// trim removes spaces and tabs (OWS) from both ends.
func trim(b []byte) []byte {
	for len(b) > 0 && blank(b[0]) {
		b = b[1:]
	}
	for len(b) > 0 && blank(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	return b
}

func blank(c byte) bool { return c == ' ' || c == '\t' }
