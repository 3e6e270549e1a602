//go:build !netloop

package loop

import (
	"testing"
	"unsafe"

	"github.com/lesismal/nbio"

	"socketchat/protocol/websocket"
)

// The sizes are those in docs/bench.md, "What a client's bytes are for": change both.
func TestAnIdleConnectionHasNoMoreBytesThanDocumented(t *testing.T) {
	if unsafe.Sizeof(uintptr(0)) != 8 {
		t.Skip("the table is of 64-bit machines")
	}
	for _, tt := range []struct {
		name         string
		bytes, limit uintptr
	}{
		{"Conn", unsafe.Sizeof(Conn{}), 144},
		{"websocket.Decoder, in it", unsafe.Sizeof(websocket.Decoder{}), 32},
		{"nbio.Conn", unsafe.Sizeof(nbio.Conn{}), 200},
		{"Exchange, of HTTP only", unsafe.Sizeof(Exchange{}), 184},
	} {
		if tt.bytes > tt.limit {
			t.Errorf("%s has %d bytes, want at most %d", tt.name, tt.bytes, tt.limit)
		}
	}
}
