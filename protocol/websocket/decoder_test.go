package websocket

import (
	"bytes"
	"errors"
	"testing"
	"unsafe"

	"github.com/google/go-cmp/cmp"
)

func TestNextFollowsRFC6455(t *testing.T) {
	for _, c := range frameCases {
		t.Run(c.name, func(t *testing.T) { c.run(t, len(c.in)) })
	}
}

func TestNextFollowsRFC6455InSingleBytes(t *testing.T) {
	for _, c := range frameCases {
		t.Run(c.name, func(t *testing.T) { c.run(t, 1) })
	}
}

// run feeds c.in in pieces, each to the bytes that were left over, and compares what comes out.
func (c frameCase) run(t *testing.T, piece int) {
	var d Decoder
	var held []byte
	var got []string
	var err error
	for in := c.in; err == nil && in != ""; {
		n := min(piece, len(in))
		held, in = append(held, in[:n]...), in[n:]
		var fresh []string
		fresh, held, err = drain(&d, held, c.limitOrDefault())
		got = append(got, fresh...)
	}
	if diff := cmp.Diff(c.want, got); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
	if code := codeOf(err); code != c.code {
		t.Errorf("error %v has code %d, want %d", err, code, c.code)
	}
	if err == nil && len(held) != 0 {
		t.Errorf("%d bytes were not taken", len(held))
	}
}

func (c frameCase) limitOrDefault() int {
	if c.limit == 0 {
		return 1000
	}
	return c.limit
}

// drain calls Next until it wants more, and checks that it touches nothing until it takes a frame.
func drain(d *Decoder, b []byte, limit int) (got []string, rest []byte, err error) {
	for {
		before := string(b)
		m, complete, n, err := d.Next(b, limit)
		if n == 0 || err != nil {
			if err == nil && string(b) != before {
				return got, b, errors.New("Next changed bytes that it did not take")
			}
			return got, b, err
		}
		if complete {
			got = append(got, msg(m.Op, string(m.Data)))
		}
		b = b[n:]
	}
}

func codeOf(err error) uint16 {
	if c, ok := errors.AsType[*CloseError](err); ok {
		return c.Code
	}
	return 0
}

func TestNextAliasesItsInputForWholeMessages(t *testing.T) {
	b := []byte(client(0x81, "hello"))
	var d Decoder
	m, _, _, err := d.Next(b, 1000)
	if err != nil || unsafe.SliceData(m.Data) != &b[6] {
		t.Fatalf("Data does not lie in the input (err %v)", err)
	}
	if cap(m.Data) != 5 {
		t.Errorf("cap(Data) = %d: an append would overwrite the next frame", cap(m.Data))
	}
}

func TestNextGivesAFragmentedMessageAway(t *testing.T) {
	b := []byte(client(0x01, "ab") + client(0x80, "cd"))
	var d Decoder
	_, _, n, _ := d.Next(b, 1000)
	if d.Buffered() < 2 {
		t.Errorf("Buffered() = %d between fragments", d.Buffered())
	}
	m, complete, _, err := d.Next(b[n:], 1000)
	if err != nil || !complete || d.Buffered() != 0 {
		t.Fatalf("complete %v, err %v, Buffered() = %d", complete, err, d.Buffered())
	}
	clear(b)
	if _, _, _, err = d.Next([]byte(client(0x01, "xyz")), 1000); err != nil || string(m.Data) != "abcd" {
		t.Errorf("Data = %q after the next call (err %v)", m.Data, err)
	}
}

func TestNextHoldsNothingAfterAnError(t *testing.T) {
	var d Decoder
	_, _, err := drain(&d, []byte(client(0x01, "a")+client(0x83, "b")), 1000)
	if err == nil || d.Buffered() != 0 {
		t.Errorf("err %v, Buffered() = %d", err, d.Buffered())
	}
}

func TestDecoderIsSmall(t *testing.T) {
	if size := unsafe.Sizeof(Decoder{}); size > 40 {
		t.Errorf("a Decoder has %d bytes; each idle client keeps one, and 40 are planned for", size)
	}
}

func TestNextAllocatesNothingForWholeMessages(t *testing.T) {
	frames := []byte(client(0x81, long126) + client(0x82, "ab") + client(0x89, "p") + client(0x88, "\x03\xe8"))
	frame := bytes.Clone(frames)
	var d Decoder
	allocs := testing.AllocsPerRun(100, func() {
		copy(frame, frames)
		for b := frame; len(b) > 0; {
			_, _, n, err := d.Next(b, 1000)
			if err != nil || n == 0 {
				t.Fatalf("n %d, err %v", n, err)
			}
			b = b[n:]
		}
	})
	if allocs != 0 {
		t.Errorf("%v allocations", allocs)
	}
}

func TestNextAllocatesNothingForAHostileClient(t *testing.T) {
	bad := []byte(client(0x83, "a"))
	var d Decoder
	if allocs := testing.AllocsPerRun(100, func() { _, _, _, _ = d.Next(bad, 1000) }); allocs != 0 {
		t.Errorf("%v allocations", allocs)
	}
}
