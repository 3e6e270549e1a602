package bench

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func packetOf(m message, padding string) []byte {
	return append(m.append([]byte(deliveryPrefix[:len(deliveryPrefix)-1]), padding), ']')
}

func TestMessageIsReadAsItWasWritten(t *testing.T) {
	for _, m := range []message{{}, {1, 2, 3, 4}, {1<<32 - 1, 1<<32 - 1, 1<<32 - 1, 1e18 - 1}} {
		got, ok := parseMessage(packetOf(m, "aaa"))
		if diff := cmp.Diff(m, got, cmp.AllowUnexported(message{})); !ok || diff != "" {
			t.Errorf("ok %v %s", ok, diff)
		}
	}
}

func TestOtherPacketsAreNoMessages(t *testing.T) {
	for _, s := range []string{
		"", "2", "40{}", `42["user-total",3]`, `42["b",[`, `42["b",[1,2,3]]`, `42["b",[1,2,,4,"a"]]`, `42["b",[1,2,x,4,"a"]]`, `42["b",[-1,2,3,4,"a"]]`,
		`42["b",[4294967296,2,3,4,"a"]]`, `42["b",[1,2,3,1000000000000000000,"a"]]`,
	} {
		if m, ok := parseMessage([]byte(s)); ok {
			t.Errorf("%q was read as %v", s, m)
		}
	}
}

func FuzzParseMessage(f *testing.F) {
	f.Add(packetOf(message{1, 2, 3, 4}, "a"))
	f.Add([]byte(`42["user-total",3]`))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, ok := parseMessage(b)
		if !ok {
			return
		}
		if again, ok := parseMessage(packetOf(m, "")); !ok || again != m {
			t.Errorf("%v was read again as %v, %v", m, again, ok)
		}
	})
}
