package socketio

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEventArgsSplitsNameAndArguments(t *testing.T) {
	cases := []struct {
		name, data, event string
		args              []string
	}{
		{"no arguments", `["join"]`, "join", nil},
		{"arguments are raw", `[ "join" , "a\u0062" , { "b" : 1 } ]`, "join", []string{`"a\u0062"`, `{ "b" : 1 }`}},
		{"name with escapes", `["\u006aoin\n"]`, "join\n", nil},
		{"numeric name", `[1.50,2]`, "1.50", []string{"2"}},
		{"no data", "", "", nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := Packet{Type: Event, Data: []byte(c.data)}
			if c.data == "" {
				p.Data = nil
			}
			held := [][]byte{[]byte("before")}
			name, args, err := EventArgs(&p, held)
			var got []string
			for _, arg := range args {
				got = append(got, string(arg))
			}
			if err != nil || name != c.event || !cmp.Equal(got, c.args) {
				t.Errorf("%q %q, err %v", name, got, err)
			}
		})
	}
}

func TestEventArgsRefusesWhatNoDecoderReturns(t *testing.T) {
	for _, data := range []string{`{}`, `[]`, `"a"`} {
		if _, _, err := EventArgs(&Packet{Type: Event, Data: []byte(data)}, nil); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: err %v", data, err)
		}
	}
}

func TestEventArgsAllocatesOnlyTheName(t *testing.T) {
	p := Packet{Type: Event, Data: []byte(`["join","token",{"a":[1,2]}]`)}
	room := make([][]byte, 0, 8)
	if allocs := testing.AllocsPerRun(100, func() { _, _, _ = EventArgs(&p, room) }); allocs > 1 {
		t.Errorf("%v allocations", allocs)
	}
}

func TestReservedNamesAreThoseOfTheReferenceClient(t *testing.T) {
	for _, name := range []string{"connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"} {
		if !Reserved(name) {
			t.Errorf("%s is not reserved", name)
		}
	}
	for _, name := range []string{"", "Connect", "error", "join", "user-disconnect"} {
		if Reserved(name) {
			t.Errorf("%s is reserved", name)
		}
	}
}
