package socketio

import (
	"bytes"
	"errors"
	"testing"
	"unsafe"
)

func TestDecoderAgreesWithTheReferenceParser(t *testing.T) {
	for _, v := range vectors[vector](t, "packets.json") {
		t.Run(v.Frames[0].Text, v.check)
	}
}

func TestDecoderRefusesWhatTheReferenceWouldMisread(t *testing.T) {
	cases := []struct{ name, text string }{
		{"nothing", ""},
		{"type that is a blank", ` ["a"]`},
		{"namespace that is not UTF-8", "2/\xff,[\"a\"]"},
		{"string that is not UTF-8", "2[\"\xff\"]"},
		{"ack id over 64 bits", `218446744073709551616["a"]`},
		{"attachments in another notation", `51e0-["a"]`},
		{"attachments with a sign", `5+1-["a"]`},
		{"placeholder between two attachments", `52-["a",{"_placeholder":true,"num":0.5}]`},
		{"nesting beyond the limit", `2["a",` + string(bytes.Repeat([]byte("["), 200)) + string(bytes.Repeat([]byte("]"), 200)) + "]"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var d Decoder
			if _, complete, err := d.Text([]byte(c.text)); complete || !errors.Is(err, ErrMalformed) {
				t.Errorf("complete %v, err %v", complete, err)
			}
		})
	}
}

func TestDecoderTakesBlanksForWhiteSpaceAndNoAckID(t *testing.T) {
	var d Decoder
	p, complete, err := d.Text([]byte("2 \t[\"a\"] \n"))
	if err != nil || !complete || p.HasID || string(p.Data) != `["a"]` {
		t.Errorf("%+v, complete %v, err %v", p, complete, err)
	}
}

func TestDecoderCopiesWhatItKeeps(t *testing.T) {
	var d Decoder
	text, attachment := []byte(`51-/a,["a",{"_placeholder":true,"num":0}]`), []byte{1, 2, 3}
	if _, complete, err := d.Text(text); complete || err != nil {
		t.Fatalf("complete %v, err %v", complete, err)
	}
	size := len(text)
	clear(text)
	if n, held := d.Pending(); n != 1 || held != size {
		t.Errorf("Pending() = %d, %d", n, held)
	}
	p, complete, err := d.Binary(attachment)
	clear(attachment)
	if err != nil || !complete || !bytes.Equal(p.Attachments[0], []byte{1, 2, 3}) {
		t.Fatalf("%+v, complete %v, err %v", p, complete, err)
	}
	if p.Namespace != "/a" || string(p.Data) != `["a",{"_placeholder":true,"num":0}]` {
		t.Errorf("%+v", p)
	}
	if n, held := d.Pending(); n != 0 || held != 0 {
		t.Errorf("Pending() = %d, %d after the last attachment", n, held)
	}
}

func TestDecoderIsSmall(t *testing.T) {
	if size := unsafe.Sizeof(Decoder{}); size > 8 {
		t.Errorf("a Decoder has %d bytes; each idle session keeps one", size)
	}
}

func TestTextAllocatesNothingInTheRootNamespace(t *testing.T) {
	var d Decoder
	for _, text := range []string{`212["join","token"]`, `0{"token":"x"}`, `0`, `31[]`} {
		b := []byte(text)
		if allocs := testing.AllocsPerRun(100, func() { _, _, _ = d.Text(b) }); allocs != 0 {
			t.Errorf("%s: %v allocations", text, allocs)
		}
	}
}
