package engineio

import (
	"bytes"
	"encoding/base64"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// FuzzPayload splits and decodes a payload, compares with a second implementation, and decodes
// once more what came out after it was appended again.
func FuzzPayload(f *testing.F) {
	for _, v := range vectors[payloadVector](f, "payloads.json") {
		f.Add([]byte(v.Payload))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		var got, again []string
		var payload []byte
		for b, rest := NextPacket(in); ; b, rest = NextPacket(rest) {
			p, err := Decode(b)
			got = append(got, describe(p, err))
			if err == nil {
				payload = append(appendPacket(payload, p), Separator)
				again = append(again, describe(p, nil))
			}
			if rest == nil {
				break
			}
		}
		if want := reference(in); !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
		for _, want := range again {
			var b []byte
			b, payload = NextPacket(payload)
			if p, err := Decode(b); describe(p, err) != want {
				t.Errorf("appended again: got %q, want %q", describe(p, err), want)
			}
		}
	})
}

// appendPacket appends the text form of p.
func appendPacket(dst []byte, p Packet) []byte {
	if p.Binary {
		return AppendBinary(dst, p.Data)
	}
	return append(append(dst, byte(p.Type)), p.Data...)
}

func describe(p Packet, err error) string {
	switch {
	case err != nil:
		return "error"
	case p.Binary:
		return "binary " + string(p.Data)
	}
	return string(p.Type) + string(p.Data)
}

// reference does with strings and the standard library what NextPacket and Decode do in place.
func reference(payload []byte) (packets []string) {
	for s := range strings.SplitSeq(string(payload), "\x1e") {
		switch {
		case s == "", !strings.Contains("0123456b", s[:1]):
			packets = append(packets, "error")
		case s[0] == 'b':
			packets = append(packets, "binary "+referenceBase64(s[1:]))
		default:
			packets = append(packets, s)
		}
	}
	return packets
}

func referenceBase64(s string) string {
	s, _, _ = strings.Cut(s, "=")
	s = strings.NewReplacer("-", "+", "_", "/").Replace(s)
	kept := make([]byte, 0, len(s))
	for i := range len(s) {
		if bytes.IndexByte([]byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"), s[i]) >= 0 {
			kept = append(kept, s[i])
		}
	}
	if len(kept)%4 == 1 { // six bits are no byte
		kept = kept[:len(kept)-1]
	}
	data, err := base64.RawStdEncoding.DecodeString(string(kept))
	if err != nil {
		panic(err)
	}
	return string(data)
}

// FuzzQuery compares ParseQuery with net/url where that has no error to report, and decodes once more
// what came out after it was escaped again.
func FuzzQuery(f *testing.F) {
	for _, v := range vectors[queryVector](f, "queries.json") {
		f.Add([]byte(v.Query))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		q := ParseQuery(in)
		if values, err := url.ParseQuery(string(in)); err == nil {
			for key, got := range map[string][]byte{"EIO": q.EIO, "transport": q.Transport, "sid": q.SID} {
				if all := values[key]; (got == nil) != (len(all) == 0) || got != nil && string(got) != all[len(all)-1] {
					t.Errorf("%s is %q, want the last of %q", key, got, all)
				}
			}
		}
		values := url.Values{"EIO": {string(q.EIO)}, "transport": {string(q.Transport)}, "sid": {string(q.SID)}}
		again := ParseQuery([]byte(values.Encode()))
		if !bytes.Equal(again.EIO, q.EIO) || !bytes.Equal(again.Transport, q.Transport) || !bytes.Equal(again.SID, q.SID) {
			t.Errorf("escaped again: got %+v, want %+v", again, q)
		}
	})
}
