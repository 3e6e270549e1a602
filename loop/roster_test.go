package loop

import (
	"log/slog"
	"testing"
	"testing/synctest"
)

// Who has left makes room when its descriptor is free.
func TestAKeptDescriptorCountsAsAConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRoster(1, slog.New(&records{}))
		c := new(Conn)
		r.enter(c)
		admitted := false
		go func() { admitted = r.admit() }()
		r.keep()
		r.leave(c, func() {})
		synctest.Wait()
		if admitted {
			t.Error("admitted while the descriptor is kept")
		}
		r.free(1)
		synctest.Wait()
		if !admitted {
			t.Error("not admitted when it is free")
		}
	})
}
