package socketio

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"testing"
	"unsafe"
)

// frame is one Engine.IO message: text, or binary in hex.
type frame struct {
	From string
	Text string
	Hex  *string
}

// feed gives f to d.
func (f frame) feed(d *Decoder) (Packet, bool, error) {
	if f.Hex == nil {
		return d.Text([]byte(f.Text))
	}
	b, err := hex.DecodeString(*f.Hex)
	if err != nil {
		panic(err)
	}
	return d.Binary(b)
}

// vector is a sequence of messages and what socket.io-parser 4.2.7 makes of it: an error, nothing
// yet, or its first packet.
type vector struct {
	Frames      []frame
	Error       bool
	Pending     bool
	Type        string
	Nsp         string
	ID          *uint64
	Data        *string // as JSON.stringify writes it
	Attachments int
}

func vectors[T any](t testing.TB, file string) (rows []T) {
	t.Helper()
	b, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &rows); err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestDecoderAgreesWithTheReferenceParser(t *testing.T) {
	for _, v := range vectors[vector](t, "packets.json") {
		t.Run(v.Frames[0].Text, v.check)
	}
}

func (v vector) check(t *testing.T) {
	var d Decoder
	var p Packet
	var complete bool
	for _, f := range v.Frames {
		q, done, err := f.feed(&d)
		if err != nil {
			if !v.Error || !errors.Is(err, ErrMalformed) {
				t.Errorf("err %v", err)
			}
			return
		}
		if done && !complete {
			p, complete = q, true
		}
	}
	if v.Error || complete == v.Pending {
		t.Fatalf("complete %v without an error; want error %v, pending %v", complete, v.Error, v.Pending)
	}
	if complete {
		v.compare(t, p)
	}
}

func (v vector) compare(t *testing.T, p Packet) {
	want := v.Type
	if v.Attachments > 0 { // the reference calls it EVENT or ACK once it is whole
		want = map[string]string{"2": "5", "3": "6"}[v.Type]
	}
	if string(p.Type) != want || p.Namespace != v.Nsp || len(p.Attachments) != v.Attachments {
		t.Errorf("type %c, namespace %q, %d attachments; want %+v", p.Type, p.Namespace, len(p.Attachments), v)
	}
	if p.HasID != (v.ID != nil) || p.HasID && p.ID != *v.ID {
		t.Errorf("id %d (%v); want %+v", p.ID, p.HasID, v)
	}
	if v.Attachments == 0 && ((p.Data != nil) != (v.Data != nil) || p.Data != nil && !sameJSON(t, p.Data, *v.Data)) {
		t.Errorf("data %s; want %+v", p.Data, v)
	}
}

func sameJSON(t *testing.T, a []byte, b string) bool {
	var x, y any
	if err := errors.Join(json.Unmarshal(a, &x), json.Unmarshal([]byte(b), &y)); err != nil {
		t.Fatal(err)
	}
	ja, _ := json.Marshal(x)
	jb, _ := json.Marshal(y)
	return bytes.Equal(ja, jb)
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
