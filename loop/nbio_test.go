//go:build linux && !netloop

package loop

import (
	"log/slog"
	"os"
	"strconv"
	"syscall"
	"testing"

	"github.com/lesismal/nbio/logging"
)

// Bite 10, for real: the last descriptor goes to the client, so that accept4, and once that has
// one the dup of NBConn, fail with EMFILE.
func TestRunningOutOfDescriptorsPausesAcceptingAndRecovers(t *testing.T) {
	log := &records{}
	l := start(t, Config{Log: slog.New(log)}, newApp())
	settle := dial(t, l)
	settle.send(get("/"))
	settle.expect(200, "hello /")
	for spare := 1; spare <= 2; spare++ {
		var old syscall.Rlimit
		if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &old); err != nil {
			t.Fatal(err)
		}
		fill := fillDescriptors(t)
		limit := old
		limit.Cur = uint64(fill + spare)
		if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
			t.Fatal(err)
		}
		pauses := l.Stats().AcceptPauses
		c := dial(t, l)
		c.send(get("/"))
		eventually(t, "a pause", func() bool { return l.Stats().AcceptPauses == pauses+1 })
		settle.send(get("/")) // the others go on
		settle.expect(200, "hello /")
		if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &old); err != nil {
			t.Fatal(err)
		}
		c.expect(200, "hello /")
	}
	if n := log.count("accepting is paused"); n != 1 {
		t.Errorf("%d log lines", n)
	}
}

// fillDescriptors leaves no gap below the highest descriptor, and returns how many are open.
func fillDescriptors(t *testing.T) int {
	t.Helper()
	dir, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	highest := 0
	for _, e := range dir {
		n, _ := strconv.Atoi(e.Name())
		highest = max(highest, n)
	}
	for {
		fd, err := syscall.Open("/dev/null", syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = syscall.Close(fd) })
		if fd >= highest {
			return fd + 1
		}
	}
}

// Bite 14.
func TestNbioLogsThroughOurs(t *testing.T) {
	log := &records{}
	start(t, Config{Log: slog.New(log)}, newApp())
	if logging.DefaultLogger != logging.Logger(&theLog) {
		t.Fatalf("nbio's logger is %T", logging.DefaultLogger)
	}
	logging.Error("number %d", 7)
	if log.count("nbio: number 7") != 1 {
		t.Errorf("logged %q", log.lines)
	}
}

// Bites 0 and 6: a writer's place in the writability table is not another connection's.
func TestWritabilityOfAClosedConnectionReachesNobody(t *testing.T) {
	a := newApp()
	l := start(t, Config{}, a)
	w := l.engine.writability
	first := dial(t, l).upgrade("/ws?quiet")
	s := await(t, "upgrade", a.sockets)
	for range 100 {
		if n, _ := s.c.Write(make([]byte, 1<<20)); n < 1<<20 {
			break
		}
	}
	s.c.WantWrite()
	w.mu.Lock()
	gen := int32(w.table[0].gen)
	w.mu.Unlock()
	if w.find(0, gen) != s.c {
		t.Fatal("it is not in its place")
	}
	first.reset()
	await(t, "Closed", a.closed)
	if w.find(0, gen) != nil || w.find(0, gen+1) != nil {
		t.Error("its place still leads to it")
	}
}

// The number that nbio's dup gets decides the poller: whatever is open, each poller gets its waker.
func TestEveryPollerHasItsWaker(t *testing.T) {
	for pollers := 1; pollers <= 9; pollers++ {
		for range pollers {
			fd, err := syscall.Open("/dev/null", syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = syscall.Close(fd) }()
			l := start(t, Config{Pollers: pollers}, newApp())
			for i, w := range l.engine.wakers {
				if w.nb.Hash()%pollers != i {
					t.Errorf("waker %d of %d has descriptor %d", i, pollers, w.nb.Hash())
				}
			}
			l.Stop()
		}
	}
}
