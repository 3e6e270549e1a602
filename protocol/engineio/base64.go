package engineio

import "encoding/base64"

// sextet maps the characters of both base64 alphabets, standard and URL-safe, to their six bits;
// any other has none, which is a value over 63.
var sextet = func() (t [256]byte) {
	for i := range t {
		t[i] = 0xff
	}
	for i := range byte(26) {
		t['A'+i], t['a'+i] = i, 26+i
	}
	for i := range byte(10) {
		t['0'+i] = 52 + i
	}
	t['+'], t['-'], t['/'], t['_'] = 62, 62, 63, 63
	return t
}()

// decodeBase64 decodes b as the reference server does, which refuses nothing: either alphabet, padded
// or not, other characters skipped (some clients break lines), what follows "=" left out. The result
// is a new slice.
func decodeBase64(b []byte) []byte {
	room := make([]byte, base64.StdEncoding.DecodedLen(len(b))+3)
	if n, err := base64.StdEncoding.Decode(room, b); err == nil {
		return room[:n]
	}
	return decodeLeniently(room[:0], b)
}

func decodeLeniently(dst, b []byte) []byte {
	var bits, n uint
	for _, c := range b {
		if c == '=' {
			break
		}
		if sextet[c] > 63 {
			continue
		}
		bits, n = bits<<6|uint(sextet[c]), n+6
		if n >= 8 {
			n -= 8
			dst = append(dst, byte(bits>>n))
		}
	}
	return dst
}
