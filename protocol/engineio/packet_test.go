package engineio

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"testing"
)

// vectors reads rows that the reference implementation wrote.
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

// payloadVector is a payload and what engine.io-parser 5.2.3 makes of it, up to the first error.
type payloadVector struct {
	Payload string
	Packets []struct {
		Type string
		Data *string
		Hex  *string
	}
}

var typeNames = map[string]Type{
	"open": Open, "close": Close, "ping": Ping, "pong": Pong,
	"message": Message, "upgrade": Upgrade, "noop": Noop,
}

func TestDecodeAgreesWithTheReferenceParser(t *testing.T) {
	for _, v := range vectors[payloadVector](t, "payloads.json") {
		rest := []byte(v.Payload)
		for i, want := range v.Packets {
			var b []byte
			b, rest = NextPacket(rest)
			p, err := Decode(b)
			switch {
			case want.Type == "error":
				if !errors.Is(err, ErrMalformed) {
					t.Errorf("%q: packet %d: err %v, want ErrMalformed", v.Payload, i, err)
				}
				rest = nil
			case err != nil:
				t.Errorf("%q: packet %d: %v", v.Payload, i, err)
			case p.Type != typeNames[want.Type] || p.Binary != (want.Hex != nil):
				t.Errorf("%q: packet %d is %c, binary %v; want %s", v.Payload, i, p.Type, p.Binary, want.Type)
			case want.Hex != nil && hex.EncodeToString(p.Data) != *want.Hex:
				t.Errorf("%q: packet %d has %x, want %s", v.Payload, i, p.Data, *want.Hex)
			case want.Hex == nil && want.Data != nil && string(p.Data) != *want.Data:
				t.Errorf("%q: packet %d has %q, want %q", v.Payload, i, p.Data, *want.Data)
			}
		}
		if rest != nil {
			t.Errorf("%q: %q is left over", v.Payload, rest)
		}
	}
}

func TestDecodeAliasesTextAndCopiesBinary(t *testing.T) {
	text := []byte("4hello")
	p, err := Decode(text)
	if err != nil || &p.Data[0] != &text[1] {
		t.Errorf("text was copied (err %v)", err)
	}
	binary := []byte("bAQID")
	p, err = Decode(binary)
	clear(binary)
	if err != nil || !bytes.Equal(p.Data, []byte{1, 2, 3}) {
		t.Errorf("binary %x, err %v", p.Data, err)
	}
}

func TestAppendBinaryWritesTextForm(t *testing.T) {
	for want, data := range map[string][]byte{"4hibAQIDBA==": {1, 2, 3, 4}, "4hib": nil} {
		if got := AppendBinary([]byte("4hi"), data); string(got) != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestNextPacketEndsWithNil(t *testing.T) {
	if p, rest := NextPacket([]byte("4a\x1e")); string(p) != "4a" || rest == nil || len(rest) != 0 {
		t.Errorf("after a separator at the end: %q, rest %v", p, rest)
	}
	if p, rest := NextPacket([]byte("4a")); string(p) != "4a" || rest != nil {
		t.Errorf("after the last packet: %q, rest %v", p, rest)
	}
	if p, _ := NextPacket([]byte("4a\x1e4b")); cap(p) != 2 {
		t.Errorf("cap(packet) = %d: an append would overwrite the next packet", cap(p))
	}
}

func TestDecodeAllocatesNothingForText(t *testing.T) {
	payload := []byte("4hello\x1e3\x1e2probe")
	room := make([]byte, 0, 64)
	allocs := testing.AllocsPerRun(100, func() {
		dst := room
		for b, rest := NextPacket(payload); ; b, rest = NextPacket(rest) {
			p, err := Decode(b)
			if err != nil {
				t.Fatal(err)
			}
			dst = appendPacket(dst, p)
			if rest == nil {
				break
			}
		}
	})
	if allocs != 0 {
		t.Errorf("%v allocations", allocs)
	}
}
