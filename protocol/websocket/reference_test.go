package websocket

import "unicode/utf8"

// reference decodes a whole stream of client frames the slow way: byte by byte, one mask byte at a
// time, text checked as one string at each fragment. It is what Decoder is compared with.
func reference(b []byte, limit int) (got []string, code uint16) {
	var open bool
	var kind Opcode
	var message []byte
	for len(b) >= 2 {
		end := b[0] >= 128
		op := Opcode(b[0] % 16)
		length := uint64(b[1] % 128)
		data := op == 0 || op == 1 || op == 2
		switch {
		case b[0]/16%8 != 0, b[1] < 128, !data && op != 8 && op != 9 && op != 10,
			!data && (!end || length > 125), op == 0 && !open, data && op != 0 && open:
			return got, 1002
		}
		size := 2
		switch length {
		case 126:
			size = 4
		case 127:
			size = 10
		}
		if len(b) < size+4 {
			return got, 0
		}
		if size > 2 {
			length = 0
			for _, c := range b[2:size] {
				length = length*256 + uint64(c)
			}
		}
		if length >= 1<<63 {
			return got, 1002
		}
		if data && length > uint64(limit-len(message)) {
			return got, 1009
		}
		mask := b[size : size+4]
		rest := b[size+4:]
		if uint64(len(rest)) < length {
			return got, 0
		}
		var payload []byte
		for i, c := range rest[:length] {
			payload = append(payload, c^mask[i%4])
		}
		b = rest[length:]
		if !data {
			if code := referenceControl(op, payload); code != 0 {
				return got, code
			}
			got = append(got, msg(op, string(payload)))
			continue
		}
		if op != 0 {
			kind, open = op, true
		}
		message = append(message, payload...)
		if kind == Text && !referenceText(message, end) {
			return got, 1007
		}
		if end {
			got = append(got, msg(kind, string(message)))
			message, open = nil, false
		}
	}
	return got, 0
}

// referenceText reports whether b is UTF-8, or may become it by bytes added to its end.
func referenceText(b []byte, end bool) bool {
	if utf8.Valid(b) {
		return true
	}
	for n := 1; !end && n <= 3 && n <= len(b); n++ {
		head, last := b[:len(b)-n], b[len(b)-n:]
		if utf8.Valid(head) && completable(last) {
			return true
		}
	}
	return false
}

// completable looks for bytes that make a character of b.
func completable(b []byte) bool {
	for n := 1; n <= 3; n++ {
		for _, second := range []byte{0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf} {
			try := append(append([]byte{}, b...), second, 0x80, 0x80)[:len(b)+n]
			if r, size := utf8.DecodeRune(try); r != utf8.RuneError && size == len(try) {
				return true
			}
		}
	}
	return false
}

func referenceControl(op Opcode, payload []byte) uint16 {
	if op != Close || len(payload) == 0 {
		return 0
	}
	if len(payload) == 1 {
		return 1002
	}
	switch code := int(payload[0])*256 + int(payload[1]); {
	case code < 1000, code == 1004, code == 1005, code == 1006, code > 1014 && code < 3000, code > 4999:
		return 1002
	}
	if !utf8.Valid(payload[2:]) {
		return 1007
	}
	return 0
}
