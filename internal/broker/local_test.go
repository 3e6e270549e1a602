package broker

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"socketchat/internal/window"
)

// localFixture is a running log whose one reader the test advances.
func localFixture(t *testing.T, entries int, bytes int64) (*Local, *window.Window, *window.Reader) {
	t.Helper()
	w := window.New(entries, bytes)
	r := w.NewReader()
	w.OnAppend(func(es []*window.Entry) { r.Mark(es[0]) })
	l := NewLocal(w)
	if err := l.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Stop(context.Background()) })
	return l, w, r
}

func deadline() time.Time { return time.Now().Add(2 * time.Second) }

func TestLocalAppendsInlineAndCountsUp(t *testing.T) {
	l, w, r := localFixture(t, 8, 1<<20)
	var cursors []string
	for i := range 20 {
		answered := false
		l.Publish("c", packet(i), deadline(), nil, func(cursor string, err error) {
			if err != nil {
				t.Fatal(err)
			}
			answered = true
			cursors = append(cursors, cursor)
		})
		if !answered {
			t.Fatal("the answer came after Publish returned")
		}
		e := w.At(w.Tail() - 1)
		if e.Pos.Seq != uint64(i+1) || !strings.HasSuffix(string(e.Frame), fmt.Sprintf(`42["e",%d]`, i)) {
			t.Fatalf("entry %d: position %v, frame %q", i, e.Pos, e.Frame)
		}
		r.Advance(w.Tail())
	}
	epoch, n, _ := strings.Cut(cursors[19], ".")
	if n != "20" || !strings.HasPrefix(cursors[0], epoch+".") {
		t.Fatalf("cursors %q … %q", cursors[0], cursors[19])
	}
}

func TestLocalWaitsForTheLagToFallAndKeepsOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, w, r := localFixture(t, 8, 1<<20)
		var order []string
		w.OnAppend(func(es []*window.Entry) {
			r.Mark(es[0])
			for _, e := range es {
				order = append(order, string(e.Frame[3:]))
			}
		})
		a := newAnswers(t)
		l.Publish("c", packet(0), deadline(), nil, a.expect(0))
		time.Sleep(admissionLag)
		for i := 1; i < 4; i++ {
			l.Publish("c", packet(i), deadline(), nil, a.expect(i))
		}
		synctest.Wait()
		if got := l.Stats().Queued; got != 3 || w.Tail() != 1 {
			t.Fatalf("%d wait and %d are appended, want 3 and 1", got, w.Tail())
		}
		r.Advance(1)
		for i := range 4 {
			if got := a.code(i); got != "ok" {
				t.Fatalf("publish %d: %s", i, got)
			}
			if order[i] != string(packet(i)) {
				t.Fatalf("entry %d is %q", i, order[i])
			}
		}
		l.Stop(t.Context())
	})
}

func TestLocalAnswersOverloadedAtEachDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, w, _ := localFixture(t, 8, 1<<20)
		a := newAnswers(t)
		l.Publish("c", packet(0), deadline(), nil, a.expect(0))
		time.Sleep(admissionLag)
		for i := 1; i < 4; i++ {
			l.Publish("c", packet(i), time.Now().Add(time.Duration(4-i)*100*time.Millisecond), nil, a.expect(i))
		}
		a.wait()
		for i := 1; i < 4; i++ {
			want := time.Duration(4-i) * 100 * time.Millisecond
			if a.codes[i] != "overloaded" || a.took[i] > want || a.took[i] < want-slack {
				t.Errorf("publish %d: %s after %v, want overloaded after %v", i, a.codes[i], a.took[i], want)
			}
		}
		if w.Tail() != 1 || l.Stats().Expired != 3 {
			t.Fatalf("%d entries, %d expired", w.Tail(), l.Stats().Expired)
		}
		l.Stop(t.Context())
	})
}

func TestLocalWaitsForRoomInTheWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := window.New(4, 1<<20)
		r := w.NewReader() // never marked: it sleeps without interest, so nothing lags
		l := NewLocal(w)
		if err := l.Start(); err != nil {
			t.Fatal(err)
		}
		a := newAnswers(t)
		for i := range 6 {
			l.Publish("c", packet(i), deadline(), nil, a.expect(i))
		}
		synctest.Wait()
		if w.Tail() != 4 {
			t.Fatalf("%d entries in a window of 4", w.Tail())
		}
		r.Advance(2)
		a.wait()
		if w.Tail() != 6 {
			t.Fatalf("%d entries, want 6", w.Tail())
		}
		l.Stop(t.Context())
	})
}

func TestLocalAnswersOverloadedAtOnceWhenTheQueueIsFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, _, r := localFixture(t, 1<<15, 1<<30)
		a := newAnswers(t)
		l.Publish("c", packet(0), deadline(), nil, a.expect(0))
		time.Sleep(admissionLag)
		for i := 1; i <= maxQueued+1; i++ {
			l.Publish("c", packet(i), deadline(), nil, a.expect(i))
		}
		if got := a.codes[maxQueued+1]; got != "overloaded" || l.Stats().Refused != 1 {
			t.Fatalf("the publish over the bound was answered %q", got)
		}
		r.Advance(1)
		a.wait()
		if got := a.code(maxQueued); got != "ok" {
			t.Fatalf("the last that fitted was answered %q", got)
		}
		l.Stop(t.Context())
	})
}

func TestLocalStopAnswersWhatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, _, _ := localFixture(t, 8, 1<<20)
		a := newAnswers(t)
		l.Publish("c", packet(0), deadline(), nil, a.expect(0))
		time.Sleep(admissionLag)
		l.Publish("c", packet(1), deadline(), nil, a.expect(1))
		if l.Ready() != nil {
			t.Fatal("not ready while running")
		}
		l.Stop(t.Context())
		l.Publish("c", packet(2), deadline(), nil, a.expect(2))
		if a.code(1) != "broker_unavailable" || a.code(2) != "broker_unavailable" || l.Ready() == nil {
			t.Fatalf("answers %v, ready %v", a.codes, l.Ready())
		}
	})
}

func BenchmarkLocalPublish(b *testing.B) {
	w := window.New(1024, 1<<30)
	r := w.NewReader()
	l := NewLocal(w)
	if err := l.Start(); err != nil {
		b.Fatal(err)
	}
	defer l.Stop(context.Background())
	p := packet(1)
	b.ReportAllocs()
	for b.Loop() {
		l.Publish("c", p, time.Time{}, nil, func(string, error) {})
		r.Advance(w.Tail())
	}
}

// Each wake of the appending goroutine would cost a lone broadcast a futex call and a turn.
func TestReadersWakeTheLocalAppenderOnlyWhileItsQueueWaits(t *testing.T) {
	w := window.New(8, 1<<20)
	r := w.NewReader()
	l := NewLocal(w)
	l.state = localRunning // without the goroutine: the turns are the test's
	woken := func() bool {
		select {
		case <-l.waiter.C():
			return true
		default:
			return false
		}
	}
	l.drain(&localTurn{})
	l.Publish("c", packet(0), deadline(), nil, func(string, error) {})
	r.Advance(w.Tail())
	if woken() {
		t.Fatal("nothing was queued, and the advance of a reader woke the appender")
	}
	for i := range 9 { // one more than the window holds
		l.Publish("c", packet(i), deadline(), nil, func(string, error) {})
	}
	l.drain(&localTurn{})
	r.Advance(w.Tail())
	if !woken() {
		t.Fatal("a publish waits for room, and the advance that made it did not wake the appender")
	}
}
