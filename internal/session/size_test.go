package session

import (
	"testing"
	"unsafe"

	"socketchat/internal/hub"
)

// The sizes are those in docs/bench.md, "What a client's bytes are for": change both.
func TestAnIdleSessionHasNoMoreBytesThanDocumented(t *testing.T) {
	if unsafe.Sizeof(uintptr(0)) != 8 {
		t.Skip("the table is of 64-bit machines")
	}
	for _, tt := range []struct {
		name         string
		bytes, limit uintptr
	}{
		{"Session", unsafe.Sizeof(Session{}), 352},
		{"hub.Outlet, in it", unsafe.Sizeof(hub.Outlet{}), 112},
		{"hub.Timer, in it", unsafe.Sizeof(hub.Timer{}), 40},
		{"Socket, in it", unsafe.Sizeof(Socket{}), 64},
		{"Transport", unsafe.Sizeof(Transport{}), 40},
	} {
		if tt.bytes > tt.limit {
			t.Errorf("%s has %d bytes, want at most %d", tt.name, tt.bytes, tt.limit)
		}
	}
}
