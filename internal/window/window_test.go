package window

import (
	"testing"

	"socketchat/protocol/websocket"
)

func TestEntriesKeepTheirOrderAroundTheRing(t *testing.T) {
	w := New(8, 1<<20)
	readers := []*Reader{w.NewReader(), w.NewReader()}
	appended := 0
	for step := range 100 {
		appended += w.TryAppend(numbered(appended, 1+step%5))
		for i, r := range readers {
			// The second one follows further behind.
			for r.Index()+uint64(3*i) < w.Tail() {
				if got := w.At(r.Index()).Pos.Seq; got != r.Index() {
					t.Fatalf("reader %d finds entry %d at index %d", i, got, r.Index())
				}
				r.Advance(r.Index() + 1)
			}
		}
	}
	if uint64(appended) != w.Tail() || appended < 200 {
		t.Errorf("%d entries were taken, the tail is %d", appended, w.Tail())
	}
	if st := w.Stats(); st.Entries != w.Tail() || st.Bytes == 0 {
		t.Errorf("Stats() = %+v with the tail at %d", st, w.Tail())
	}
}

func TestAnEntryIsOneTextFrame(t *testing.T) {
	packet := []byte(`2["e",1]`)
	e := NewEntry("c", packet, Position{})
	packet[0] = 'x'
	m, n, err := websocket.ParseServerFrame(e.Frame)
	if err != nil || n != len(e.Frame) || m.Op != websocket.Text || string(m.Data) != `42["e",1]` {
		t.Errorf("frame = %v %q, %d of %d bytes, %v", m.Op, m.Data, n, len(e.Frame), err)
	}
}

func TestTheSlowestReaderBoundsTheNumberOfEntries(t *testing.T) {
	w := New(8, 1<<20)
	fast, slow := w.NewReader(), w.NewReader()
	if n := w.TryAppend(numbered(0, 10)); n != 8 {
		t.Fatalf("a ring of 8 took %d", n)
	}
	fast.Advance(8)
	if n := w.TryAppend(numbered(8, 2)); n != 0 {
		t.Errorf("%d were taken over the slow reader's index", n)
	}
	slow.Advance(3)
	if n := w.TryAppend(numbered(8, 10)); n != 3 {
		t.Errorf("%d were taken, the slow reader let go of 3", n)
	}
	for i := slow.Index(); i < w.Tail(); i++ {
		if got := w.At(i).Pos.Seq; got != i {
			t.Errorf("entry %d is at index %d", got, i)
		}
	}
}

func TestBytesBoundTheWindow(t *testing.T) {
	w := New(64, 1000)
	r := w.NewReader()
	if n := w.TryAppend([]*Entry{sized(400), sized(400), sized(400)}); n != 2 {
		t.Fatalf("1,000 bytes took %d entries of 400", n)
	}
	if held := w.Stats().Bytes; held != 800 {
		t.Errorf("it says that it holds %d bytes", held)
	}
	r.Advance(1)
	if n := w.TryAppend([]*Entry{sized(600), sized(200)}); n != 1 {
		t.Errorf("%d were taken into 600 bytes of room", n)
	}
}

func TestOneEntryLargerThanTheWindowIsLetInAlone(t *testing.T) {
	w := New(64, 1000)
	r := w.NewReader()
	w.TryAppend([]*Entry{sized(200)})
	if n := w.TryAppend([]*Entry{sized(5000)}); n != 0 {
		t.Fatal("it was let in beside another")
	}
	r.Advance(1)
	if n := w.TryAppend([]*Entry{sized(5000), sized(200)}); n != 1 {
		t.Fatalf("%d were taken, the large one alone has to be", n)
	}
	r.Advance(2)
	if n := w.TryAppend([]*Entry{sized(200)}); n != 1 || w.Stats().Bytes != 200 {
		t.Errorf("after it %d were taken, %d bytes are held", n, w.Stats().Bytes)
	}
}

func TestTheRingLetsGoOfWhatAllHavePassed(t *testing.T) {
	w := New(4, 1<<20)
	r := w.NewReader()
	w.TryAppend(numbered(0, 3))
	r.Advance(3)
	w.TryAppend(numbered(3, 1))
	held := 0
	for _, e := range w.ring {
		if e != nil {
			held++
		}
	}
	if held != 1 {
		t.Errorf("%d entries are held, 1 is not passed", held)
	}
}

func TestOnAppendSeesWhatTheTailPassedAndNothingElse(t *testing.T) {
	w := New(2, 1<<20)
	w.NewReader()
	var seen []uint64
	w.OnAppend(func(entries []*Entry) {
		for _, e := range entries {
			if e.Pos.Seq >= w.Tail() {
				t.Errorf("entry %d is told with the tail at %d", e.Pos.Seq, w.Tail())
			}
			seen = append(seen, e.Pos.Seq)
		}
	})
	w.TryAppend(numbered(0, 3))
	w.TryAppend(numbered(2, 1))
	w.TryAppend(nil)
	if len(seen) != 2 || seen[0] != 0 || seen[1] != 1 {
		t.Errorf("told of %v", seen)
	}
}

func TestAWindowNeedsAPowerOfTwo(t *testing.T) {
	for _, n := range []int{0, -8, 3, 12} {
		func() {
			defer func() { _ = recover() }()
			New(n, 1)
			t.Errorf("New(%d) returned", n)
		}()
	}
}
