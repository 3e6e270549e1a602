package websocket

import (
	"encoding/binary"
	"unicode/utf8"
)

// AppendHeader appends the header of a whole, unmasked frame with n bytes of payload, which the
// caller appends after it. Source: RFC 6455, section 5.2.
func AppendHeader(dst []byte, op Opcode, n int) []byte { return appendHeader(dst, op, n, 0) }

// AppendFrame appends a whole, unmasked frame: what a server sends. A prepared frame is its result
// and may be written to any number of connections.
func AppendFrame(dst []byte, op Opcode, payload []byte) []byte {
	return append(AppendHeader(dst, op, len(payload)), payload...)
}

// AppendMasked appends a whole, masked frame: what a client sends. payload is not changed.
func AppendMasked(dst []byte, op Opcode, mask [4]byte, payload []byte) []byte {
	dst = append(appendHeader(dst, op, len(payload), maskBit), mask[:]...)
	start := len(dst)
	dst = append(dst, payload...)
	unmask(dst[start:], mask)
	return dst
}

// AppendClose appends an unmasked close frame. A reason that does not fit is cut between characters;
// code 0 means a frame without code and reason. Source: RFC 6455, section 5.5.1.
func AppendClose(dst []byte, code uint16, reason string) []byte {
	if code == 0 {
		return AppendHeader(dst, Close, 0)
	}
	reason = cut(reason, maxControl-2)
	dst = AppendHeader(dst, Close, 2+len(reason))
	dst = binary.BigEndian.AppendUint16(dst, code)
	return append(dst, reason...)
}

// cut shortens s to at most n bytes without splitting a character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

func appendHeader(dst []byte, op Opcode, n int, mask byte) []byte {
	dst = append(dst, finBit|byte(op))
	switch {
	case n < len16:
		return append(dst, mask|byte(n))
	case n <= 0xffff:
		return binary.BigEndian.AppendUint16(append(dst, mask|len16), uint16(n))
	default:
		return binary.BigEndian.AppendUint64(append(dst, mask|len64), uint64(n))
	}
}
