package socketio

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"testing"
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
