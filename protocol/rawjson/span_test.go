package rawjson

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func members(in string) (string, error) {
	var out strings.Builder
	err := Members([]byte(in), func(key, val []byte) bool {
		fmt.Fprintf(&out, "%s=%s;", key, val)
		return string(key) != "stop"
	})
	return out.String(), err
}

func TestMembersAreRawInOrderAndAllReported(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"none", ` { } `, ``},
		{"white space around values only", "{ \"a\" :\t[ 1 , 2 ]\n, \"b\":\"x y\" }", `a=[ 1 , 2 ];b="x y";`},
		{"duplicates", `{"a":1,"b":2,"a":{"a":3}}`, `a=1;b=2;a={"a":3};`},
		{"escaped names", `{"\u0061\n\ud83d\ude00":1}`, "a\n😀=1;"},
		{"brackets in strings", `{"a":["}]\"",{"b":"\\"}],"c":"}"}`, `a=["}]\"",{"b":"\\"}];c="}";`},
		{"numbers as they came", `{"a":1.0e0,"b":-0}`, `a=1.0e0;b=-0;`},
		{"until told to stop", `{"a":1,"stop":2,"b":3}`, `a=1;stop=2;`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := members(tt.in); err != nil || got != tt.want {
				t.Errorf("got %q, %v; want %q", got, err, tt.want)
			}
		})
	}
}

func TestMembersRefusesWhatIsNoObject(t *testing.T) {
	for _, in := range []string{``, ` `, `[]`, `"{}"`, `1`, `null`} {
		if _, err := members(in); !errors.Is(err, ErrNotObject) {
			t.Errorf("Members(%q) = %v", in, err)
		}
	}
	for _, in := range []string{`{`, `{"a"`, `{"a":`, `{"a":1`, `{"a":1,`, `{1:2}`, `{"a":}`, `{"a" "b"}`, `{"a":"x`, `{"\x":1}`} {
		if _, err := members(in); !errors.Is(err, ErrSyntax) {
			t.Errorf("Members(%q) = %v", in, err)
		}
	}
}

func TestMemberValuesCannotBeAppendedOver(t *testing.T) {
	obj := []byte(`{"a":1,"b":2}`)
	_ = Members(obj, func(_, val []byte) bool {
		_ = append(val, "xxx"...)
		return true
	})
	if string(obj) != `{"a":1,"b":2}` {
		t.Errorf("obj became %s", obj)
	}
}

func TestElementsAreRawAndAppended(t *testing.T) {
	got, err := Elements([]byte(` ["ev", {"a":[1, 2]} ,null,[ ]]`), [][]byte{[]byte("kept")})
	if err != nil || fmt.Sprintf("%q", got) != `["kept" "\"ev\"" "{\"a\":[1, 2]}" "null" "[ ]"]` {
		t.Errorf("got %q, %v", got, err)
	}
	if got, err := Elements([]byte(`[ ]`), nil); err != nil || len(got) != 0 {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestElementsRefusesWhatIsNoArray(t *testing.T) {
	for _, in := range []string{``, `{}`, `"[]"`, `1`} {
		if _, err := Elements([]byte(in), nil); !errors.Is(err, ErrNotArray) {
			t.Errorf("Elements(%q) = %v", in, err)
		}
	}
	for _, in := range []string{`[`, `[1`, `[1,`, `[,]`, `[1 2]`, `["a`, `[[1]`} {
		if got, err := Elements([]byte(in), [][]byte{nil}); !errors.Is(err, ErrSyntax) || len(got) != 1 {
			t.Errorf("Elements(%q) = %q, %v", in, got, err)
		}
	}
}

func TestElementsDoesNotAllocateInRoom(t *testing.T) {
	in, dst := []byte(`["ev",{"a":1},2]`), make([][]byte, 0, 4)
	if n := testing.AllocsPerRun(100, func() {
		if got, err := Elements(in, dst); err != nil || len(got) != 3 {
			t.Fail()
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
