package websocket

import (
	"bytes"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const fuzzLimit = 1000

// FuzzDecoder decodes a stream of client frames as a whole, in single bytes and by the reference,
// and what came out once more after it was appended as frames again.
func FuzzDecoder(f *testing.F) {
	for _, c := range frameCases {
		if len(c.in) < 4096 {
			f.Add([]byte(c.in))
		}
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		in = in[:min(len(in), 4096)] // the comparison is quadratic
		want, code := reference(in, fuzzLimit)
		compare(t, "whole", in, len(in), want, code)
		compare(t, "in single bytes", in, 1, want, code)

		var again []byte
		var d Decoder
		for b := bytes.Clone(in); ; {
			m, complete, n, err := d.Next(b, fuzzLimit)
			if n == 0 || err != nil {
				break
			}
			if complete {
				again = AppendMasked(again, m.Op, testMask, m.Data)
			}
			b = b[n:]
		}
		compare(t, "appended again", again, len(again), want, 0)
	})
}

// compare feeds a copy of in to a decoder in pieces.
func compare(t *testing.T, how string, in []byte, piece int, want []string, code uint16) {
	t.Helper()
	var d Decoder
	var held []byte
	var got []string
	var err error
	for len(in) > 0 && err == nil {
		n := min(piece, len(in))
		held, in = append(held, in[:n]...), in[n:]
		var fresh []string
		fresh, held, err = drain(&d, held, fuzzLimit)
		got = append(got, fresh...)
	}
	if !slices.Equal(want, got) {
		t.Errorf("%s: messages (-want +got):\n%s", how, cmp.Diff(want, got))
	}
	if codeOf(err) != code {
		t.Errorf("%s: error %v, want code %d", how, err, code)
	}
}

// FuzzParseServerFrame walks a stream of server frames by ParseServerFrame and by Header, which must
// agree, and appends what came out again.
func FuzzParseServerFrame(f *testing.F) {
	f.Add(AppendFrame(nil, Text, []byte("hello")))
	f.Add(AppendFrame(AppendFrame(nil, Binary, make([]byte, 126)), Ping, nil))
	f.Add(AppendClose(nil, 1001, "bye"))
	f.Add(AppendHeader(nil, Binary, 1<<16))
	f.Add([]byte("\x81\x81abcde"))
	f.Add([]byte("\x82\x7f\x7f\xff\xff\xff\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, in []byte) {
		for b := in; ; {
			m, n, err := ParseServerFrame(b)
			op, head, length, ok := Header(b)
			if n == 0 || err != nil {
				break
			}
			if !ok || op != m.Op || head+length != n || length != len(m.Data) {
				t.Fatalf("Header says %v %d+%d %v, ParseServerFrame %v of %d bytes", op, head, length, ok, m.Op, n)
			}
			again, _, err := ParseServerFrame(AppendFrame(nil, m.Op, m.Data))
			if err != nil || again.Op != m.Op || !bytes.Equal(again.Data, m.Data) {
				t.Fatalf("appended and parsed again: %v, err %v", again, err)
			}
			b = b[n:]
		}
	})
}
