package socketio

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
)

// FuzzDecoder decodes a packet with as many copies of the attachment as it wants, checks what must
// hold of any packet, and decodes once more what came out after it was appended again.
func FuzzDecoder(f *testing.F) {
	for _, v := range vectors[vector](f, "packets.json") {
		f.Add([]byte(v.Frames[0].Text), []byte{0, 255})
	}
	f.Fuzz(func(t *testing.T, text, attachment []byte) {
		p, err := decode(t, text, attachment)
		if err != nil {
			return
		}
		if p.Data != nil && !json.Valid(p.Data) {
			t.Errorf("data %q is not JSON", p.Data)
		}
		if p.Type.binary() && p.Data != nil && !referenceFit(t, p.Data, len(p.Attachments)) {
			t.Errorf("a placeholder in %s refers to none of %d attachments", p.Data, len(p.Attachments))
		}
		if p.Type == Event || p.Type == BinaryEvent {
			if name, _, err := EventArgs(&p, nil); err != nil || Reserved(name) {
				t.Errorf("name %q of %q, err %v", name, p.Data, err)
			}
		}
		again, err := decode(t, p.Append(nil), attachment)
		if err != nil || !reflect.DeepEqual(again, p) {
			t.Errorf("appended again: got %+v, err %v, want %+v", again, err, p)
		}
	})
}

func decode(t *testing.T, text, attachment []byte) (Packet, error) {
	t.Helper()
	var d Decoder
	before := bytes.Clone(text)
	p, complete, err := d.Text(text)
	if !bytes.Equal(text, before) {
		t.Fatal("Text changed its input")
	}
	for n := 0; err == nil && !complete; n++ {
		if left, held := d.Pending(); left < 1 || left > MaxAttachments-n || held != len(text)+n*len(attachment) {
			t.Fatalf("Pending() = %d, %d after %d attachments", left, held, n)
		}
		p, complete, err = d.Binary(attachment)
	}
	return p, err
}

// referenceFit looks for placeholders as the reference parser does, in a tree of values.
func referenceFit(t *testing.T, data []byte, n int) bool {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var tree any
	if err := d.Decode(&tree); err != nil {
		t.Fatal(err)
	}
	return fits(tree, n)
}

func fits(tree any, n int) bool {
	switch v := tree.(type) {
	case []any:
		for _, e := range v {
			if !fits(e, n) {
				return false
			}
		}
	case map[string]any:
		if v["_placeholder"] == true {
			num, _ := v["num"].(json.Number)
			f, err := num.Float64()
			return err == nil && f >= 0 && f < float64(n)
		}
		for _, e := range v {
			if !fits(e, n) {
				return false
			}
		}
	}
	return true
}
