package websocket

import (
	"encoding/binary"
	"math/bits"
)

// unmask applies mask to b in place, from the mask's first byte on; applied twice it changes
// nothing. It goes eight bytes at a time, 32 a round. Source: RFC 6455, section 5.3.
func unmask(b []byte, mask [maskBytes]byte) {
	key := uint64(binary.LittleEndian.Uint32(mask[:]))
	key |= key << 32
	for len(b) >= 32 {
		p := (*[32]byte)(b)
		xor8(p[0:8], key)
		xor8(p[8:16], key)
		xor8(p[16:24], key)
		xor8(p[24:32], key)
		b = b[32:]
	}
	for len(b) >= 8 {
		xor8(b[:8], key)
		b = b[8:]
	}
	for i := range b {
		b[i] ^= byte(key)
		key = bits.RotateLeft64(key, -8)
	}
}

func xor8(b []byte, key uint64) {
	binary.LittleEndian.PutUint64(b, binary.LittleEndian.Uint64(b)^key)
}
