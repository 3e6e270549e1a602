package window

import (
	"fmt"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// numbered returns entries whose packets say their numbers, first to first+n-1.
func numbered(first, n int) []*Entry {
	entries := make([]*Entry, n)
	for i := range entries {
		entries[i] = NewEntry("c", fmt.Appendf(nil, `2["e",%d]`, first+i), Position{Seq: uint64(first + i)})
	}
	return entries
}

// sized returns an entry that counts n bytes against the window.
func sized(n int) *Entry {
	e := NewEntry("c", nil, Position{})
	e.Frame = make([]byte, n-int(e.size())+len(e.Frame))
	return e
}
