package websocket

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestAppendFrameWritesTheExamplesOfRFC6455(t *testing.T) {
	cases := []struct {
		name      string
		got, want []byte
	}{
		{"5.7 unmasked text", AppendFrame(nil, Text, []byte("Hello")), []byte("\x81\x05Hello")},
		{"5.7 masked text", AppendMasked(nil, Text, testMask, []byte("Hello")), []byte("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58")},
		{"5.7 ping", AppendFrame(nil, Ping, []byte("Hello")), []byte("\x89\x05Hello")},
		{"5.7 masked pong", AppendMasked(nil, Pong, testMask, []byte("Hello")), []byte("\x8a\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58")},
		{"5.7 256 bytes", AppendHeader(nil, Binary, 256), []byte("\x82\x7e\x01\x00")},
		{"5.7 65536 bytes", AppendHeader(nil, Binary, 65536), []byte("\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00")},
		{"5.2 125 bytes", AppendHeader(nil, Text, 125), []byte("\x81\x7d")},
		{"5.2 126 bytes", AppendHeader(nil, Text, 126), []byte("\x81\x7e\x00\x7e")},
		{"5.2 65535 bytes", AppendHeader(nil, Text, 65535), []byte("\x81\x7e\xff\xff")},
		{"5.1 a server's frame is not masked", AppendFrame(nil, Binary, []byte("a")), []byte("\x82\x01a")},
		{"5.5.3 pong", AppendFrame(nil, Pong, []byte("Hello")), []byte("\x8a\x05Hello")},
		{"5.5.1 close", AppendClose(nil, 1001, "bye"), []byte("\x88\x05\x03\xe9bye")},
		{"5.5.1 close without a code", AppendClose(nil, 0, "bye"), []byte("\x88\x00")},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if !bytes.Equal(c.got, c.want) {
				t.Errorf("got  %x\nwant %x", c.got, c.want)
			}
		})
	}
}

func TestAppendCloseCutsALongReasonBetweenCharacters(t *testing.T) {
	frame := AppendClose(nil, 1002, strings.Repeat("é", 100))
	m, n, err := ParseServerFrame(frame)
	if err != nil || n != len(frame) || len(m.Data) != 2+122 {
		t.Errorf("%d bytes of payload, err %v", len(m.Data), err)
	}
}

func TestUnmaskAgreesWithOneByteAtATime(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for n := range 200 {
		for shift := range 8 {
			b := make([]byte, shift+n+8)
			for i := range b {
				b[i] = byte(rng.Uint32())
			}
			want := bytes.Clone(b)
			for i := range n {
				want[shift+i] ^= testMask[i%4]
			}
			unmask(b[shift:shift+n], testMask)
			if !bytes.Equal(b, want) {
				t.Fatalf("%d bytes at %d: got %x, want %x", n, shift, b, want)
			}
		}
	}
}

func TestAppendMaskedLeavesItsPayload(t *testing.T) {
	payload := []byte("hello")
	AppendMasked(nil, Text, testMask, payload)
	if string(payload) != "hello" {
		t.Errorf("payload is %q now", payload)
	}
}

func TestAppendFrameAllocatesNothingWhereThereIsRoom(t *testing.T) {
	room := make([]byte, 0, 1024)
	payload := []byte(long126)
	allocs := testing.AllocsPerRun(100, func() {
		b := AppendFrame(room, Text, payload)
		b = AppendMasked(b, Text, testMask, payload)
		AppendClose(b, 1000, "bye")
	})
	if allocs != 0 {
		t.Errorf("%v allocations", allocs)
	}
}

func BenchmarkUnmask(b *testing.B) {
	for _, size := range []int{16, 128, 1024, 65536} {
		b.Run(fmt.Sprintf("bytes=%d", size), func(b *testing.B) {
			buf := make([]byte, size)
			b.SetBytes(int64(size))
			for b.Loop() {
				unmask(buf, testMask)
			}
		})
	}
}
