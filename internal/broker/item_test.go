package broker

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

func TestItemsComeBackAsTheyWereAppended(t *testing.T) {
	node := bytes.Repeat([]byte{7}, nodeIDSize)
	long := strings.Repeat("x", maxChannel)
	b := []byte{entryVersion}
	b = appendBroadcast(b, "c", []byte(`2["e",1]`))
	b = append(b, 99, 3, 'a', 'b', 'c') // of a later version
	b = appendHeartbeat(b, heartbeat{node: node, at: 1 << 40})
	b = appendBroadcast(b, long, []byte(`2["e"]`))

	it, err := readItems(b)
	if err != nil {
		t.Fatal(err)
	}
	var tags []tag
	for {
		tg, body, ok, err := it.next()
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			break
		}
		tags = append(tags, tg)
		switch tg {
		case tagBroadcast:
			got, err := decodeBroadcast(body)
			if err != nil || string(got.channel) != "c" && string(got.channel) != long {
				t.Errorf("broadcast %q: %v", got.channel, err)
			}
		case tagHeartbeat:
			if h, err := decodeHeartbeat(body); err != nil || h.at != 1<<40 || !bytes.Equal(h.node, node) {
				t.Errorf("heartbeat %v: %v", h, err)
			}
		}
	}
	if want := []tag{tagBroadcast, 99, tagHeartbeat, tagBroadcast}; !bytes.Equal(asBytes(tags), asBytes(want)) {
		t.Fatalf("tags %v, want %v", tags, want)
	}
}

func asBytes(tags []tag) (b []byte) {
	for _, t := range tags {
		b = append(b, byte(t))
	}
	return b
}

func TestBroadcastThatWouldHarmClientsIsMalformed(t *testing.T) {
	for _, c := range []struct{ name, channel, packet string }{
		{"no packet", "c", ""},
		{"not an event", "c", `0{"sid":"x"}`},
		{"with an ack id", "c", `21["e"]`},
		{"binary", "c", `51-["e",{"_placeholder":true,"num":0}]`},
		{"cut", "c", `2["e",{"a":1}`},
		{"two values", "c", `2["e"]["f"]`},
		{"a number that is none", "c", `2["e",01]`},
		{"invalid UTF-8", "c", "2[\"e\",\"\xff\"]"},
		{"too deep", "c", `2["e",` + strings.Repeat("[", 200) + strings.Repeat("]", 200) + `]`},
		{"empty channel", "", `2["e"]`},
		{"control character", "a\nb", `2["e"]`},
		{"channel not UTF-8", "a\xff", `2["e"]`},
		{"long channel", strings.Repeat("x", maxChannel+1), `2["e"]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			it, err := readItems(appendBroadcast([]byte{entryVersion}, c.channel, []byte(c.packet)))
			if err != nil {
				t.Fatal(err)
			}
			_, body, ok, err := it.next()
			if !ok || err != nil {
				t.Fatal("the item itself was not read", err)
			}
			if _, err := decodeBroadcast(body); !errors.Is(err, errMalformed) {
				t.Fatalf("accepted, or %v", err)
			}
		})
	}
}

func TestDecodingAllocatesNothing(t *testing.T) {
	b := []byte{entryVersion}
	for range 16 {
		b = appendBroadcast(b, "orders.42", []byte(`2["e",{"a":[1,2,3],"b":"text"}]`))
	}
	if n := testing.AllocsPerRun(100, func() {
		it, _ := readItems(b)
		for {
			_, body, ok, _ := it.next()
			if !ok {
				return
			}
			if _, err := decodeBroadcast(body); err != nil {
				t.Fatal(err)
			}
		}
	}); n != 0 {
		t.Fatalf("%v allocations", n)
	}
}

func FuzzItems(f *testing.F) {
	f.Add(appendBroadcast([]byte{entryVersion}, "c", []byte(`2["e",1]`)))
	f.Add(appendHeartbeat([]byte{entryVersion}, heartbeat{node: make([]byte, nodeIDSize), at: 300}))
	f.Add([]byte{entryVersion, 9, 1, 0, 1, 0x80})
	f.Add([]byte{2, 1, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		it, err := readItems(b)
		if err != nil {
			return
		}
		read := 0
		for {
			tg, body, ok, err := it.next()
			if err != nil && !errors.Is(err, errMalformed) {
				t.Fatal(err)
			}
			if !ok {
				break
			}
			if read += 2 + len(body); read > len(b) {
				t.Fatal("more was read than there is")
			}
			again(t, tg, body)
		}
	})
}

// again encodes what was decoded and decodes that.
func again(t *testing.T, tg tag, body []byte) {
	var out []byte
	switch tg {
	case tagBroadcast:
		b, err := decodeBroadcast(body)
		if err != nil {
			return
		}
		out = appendBroadcast([]byte{entryVersion}, string(b.channel), b.packet)
		if len(out)-1 > broadcastSize(string(b.channel), b.packet) {
			t.Fatal("broadcastSize is too small")
		}
		if out2 := decodeOne(t, out); out2 != nil {
			c, err := decodeBroadcast(out2)
			if err != nil || !bytes.Equal(b.channel, c.channel) || !bytes.Equal(b.packet, c.packet) {
				t.Fatalf("%v became %v: %v", b, c, err)
			}
		}
	case tagHeartbeat:
		h, err := decodeHeartbeat(body)
		if err != nil {
			return
		}
		c, err := decodeHeartbeat(decodeOne(t, appendHeartbeat([]byte{entryVersion}, h)))
		if err != nil || c.at != h.at || !bytes.Equal(c.node, h.node) {
			t.Fatalf("%v became %v: %v", h, c, err)
		}
	}
}

func decodeOne(t *testing.T, payload []byte) []byte {
	it, err := readItems(payload)
	if err != nil {
		t.Fatal(err)
	}
	_, body, ok, err := it.next()
	if !ok || err != nil {
		t.Fatal(err)
	}
	return body
}
