package websocket

import (
	"encoding/binary"
	"math"
)

// The bits of a header's first two bytes. Source: RFC 6455, section 5.2.
const (
	finBit    = 0x80
	rsvBits   = 0x70
	opBits    = 0x0f
	maskBit   = 0x80
	lenBits   = 0x7f
	len16     = 126 // two bytes of length follow
	len64     = 127 // eight bytes of length follow
	maskBytes = 4

	// maxControl is the longest payload of a control frame. Source: RFC 6455, section 5.5.
	maxControl = 125

	// maxFrame is the longest payload that still fits an int together with its header.
	maxFrame = math.MaxInt - 14
)

// header is a frame's header, read but not judged.
type header struct {
	fin, masked bool
	rsv         byte
	op          Opcode
	mask        [maskBytes]byte
	length      uint64 // of the payload
	size        int    // of the header itself
}

// prefix reads what the first two bytes of b say. It needs both.
func prefix(b []byte) (h header) {
	h.fin = b[0]&finBit != 0
	h.rsv = b[0] & rsvBits
	h.op = Opcode(b[0] & opBits)
	h.masked = b[1]&maskBit != 0
	h.length = uint64(b[1] & lenBits)
	h.size = 2
	return h
}

// extend reads the length and the mask, which lie after the first two bytes of b. ok is false
// while b is too short. A length longer than it had to be is taken as it is, as browsers' peers do.
func (h *header) extend(b []byte) (ok bool) {
	switch h.length {
	case len16:
		if len(b) < 4 {
			return false
		}
		h.length, h.size = uint64(binary.BigEndian.Uint16(b[2:])), 4
	case len64:
		if len(b) < 10 {
			return false
		}
		h.length, h.size = binary.BigEndian.Uint64(b[2:]), 10
	}
	if !h.masked {
		return true
	}
	if len(b) < h.size+maskBytes {
		return false
	}
	h.size += copy(h.mask[:], b[h.size:])
	return true
}
