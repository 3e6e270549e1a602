package registry

import (
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"socketchat/internal/broker"
)

var idA, idB = NodeID{0xa, 1}, NodeID{0xb, 2}

// body takes the header off an item.
func body(b []byte) (tag byte, rest []byte) {
	_, n := binary.Uvarint(b[1:])
	return b[0], b[1+n:]
}

func TestItemsComeBackAsTheyWere(t *testing.T) {
	for _, c := range []struct {
		name string
		b    []byte
		want item
	}{
		{"count", appendCount(nil, idA, "größe 😀", 300), item{node: idA, channel: []byte("größe 😀"), members: 300}},
		{"nobody", appendCount(nil, idA, "c", 0), item{node: idA, channel: []byte("c")}},
		{"digest", appendPresence(nil, idA, 1<<63+5, true), item{node: idA, digest: 1<<63 + 5, settled: true}},
		{"no digest", appendPresence(nil, idA, 7, false), item{node: idA}},
		{"ask", appendAsk(nil, idA, idB), item{node: idA, asked: idB}},
		{"anew", appendBare(nil, tagAnew, idA), item{node: idA}},
		{"bye", appendBare(nil, tagBye, idB), item{node: idB}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, known, err := decode(body(c.b))
			if err != nil || !known || !cmp.Equal(got, c.want, cmp.AllowUnexported(item{})) {
				t.Errorf("%+v, %v, %v", got, known, err)
			}
		})
	}
}

func TestDecodeRefusesWhatNoNodeWrites(t *testing.T) {
	long := string(idA[:])
	for _, c := range []struct {
		name string
		tag  byte
		body string
	}{
		{"half an id", tagBye, long[:15]},
		{"bye with more", tagBye, long + "x"},
		{"anew with more", tagAnew, long + "x"},
		{"half a digest", tagPresence, long + "1234"},
		{"half an ask", tagAsk, long + long[:8]},
		{"count without channel", tagCount, long + "\x01"},
		{"count without number", tagCount, long},
		{"endless number", tagCount, long + "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xffc"},
		{"too many members", tagCount, long + "\xff\xff\xff\xff\xff\x01c"},
		{"long channel", tagCount, long + "\x01" + strings.Repeat("c", 201)},
		{"channel of bad UTF-8", tagCount, long + "\x01\xff"},
		{"control character", tagCount, long + "\x01a\nb"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, known, err := decode(c.tag, []byte(c.body)); !known || !errors.Is(err, errMalformed) {
				t.Errorf("%v, %v", known, err)
			}
		})
	}
	for _, tag := range []byte{1, broker.ControlTag - 1, tagBye + 1, 255} {
		if _, known, err := decode(tag, nil); known || err != nil {
			t.Errorf("tag %d: %v, %v", tag, known, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, b := range [][]byte{
		appendCount(nil, idA, "c", 1), appendPresence(nil, idA, 1, true), appendAsk(nil, idA, idB), appendBare(nil, tagAnew, idA),
	} {
		tag, rest := body(b)
		f.Add(tag, rest)
	}
	f.Fuzz(func(t *testing.T, tag byte, b []byte) {
		i, known, err := decode(tag, b)
		if err != nil || !known {
			return
		}
		again := []byte(nil)
		switch tag {
		case tagCount:
			again = appendCount(nil, i.node, string(i.channel), i.members)
		case tagPresence:
			again = appendPresence(nil, i.node, i.digest, i.settled)
		case tagAsk:
			again = appendAsk(nil, i.node, i.asked)
		default:
			again = appendBare(nil, tag, i.node)
		}
		second, _, err := decode(body(again))
		if err != nil || !cmp.Equal(i, second, cmp.AllowUnexported(item{})) {
			t.Errorf("%+v became %+v, %v", i, second, err)
		}
	})
}

func TestDigestForgetsTheOrderAndNothingElse(t *testing.T) {
	var a, b digest
	a.change("x", 0, 1)
	a.change("y", 0, 2)
	b.change("y", 0, 1)
	b.change("x", 0, 2)
	if a == b {
		t.Error("members that changed places are not seen")
	}
	b.change("x", 2, 1)
	b.change("y", 1, 2)
	if a != b {
		t.Error("the same counts differ")
	}
	b.change("y", 2, 0)
	b.change("x", 1, 0)
	if b != 0 {
		t.Error("nothing is not zero")
	}
	if mark("c", 1) == mark("c", 256) {
		t.Error("1 and 256 are the same")
	}
}
