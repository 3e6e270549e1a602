package rawjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestValidTakesWhatJSONParseTakes(t *testing.T) {
	for _, s := range []string{
		`0`, `-0`, `12`, `-1.5e+10`, `1E-2`, `0.0`, `true`, `false`, `null`, `""`, `"a"`,
		`"\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00"`, `"\ud800"`, `"é😀"`, "\"\u2028\x7f\"",
		`{}`, `[]`, ` { } `, "\t[\n]\r ", `[1,2,[3],{"a":[]}]`, `[{"a":1},[1,2]]`, `{"a":[1],"b":{"c":1,"d":2}}`, `{"a":1,"a":2}`, `{"":{"":{}}}`,
		strings.Repeat("[", MaxDepth) + strings.Repeat("]", MaxDepth),
		strings.Repeat(`{"a":`, MaxDepth) + "1" + strings.Repeat("}", MaxDepth),
		strings.Repeat("[{\"a\":", MaxDepth/2) + "1" + strings.Repeat("}]", MaxDepth/2),
	} {
		if err := Valid([]byte(s)); err != nil {
			t.Errorf("Valid(%.40q) = %v", s, err)
		}
	}
}

func TestValidSaysWhatIsWrongAndWhere(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		kind     error
		offset   int
		what     string
	}{
		{"empty", ``, ErrSyntax, 0, "a value was expected"},
		{"only space", "  \n", ErrSyntax, 3, "a value was expected"},
		{"two values", `1 2`, ErrSyntax, 2, "nothing may follow the value"},
		{"zero byte after it", "1\x00", ErrSyntax, 1, "nothing may follow the value"},
		{"zero byte inside", "[1\x00]", ErrSyntax, 2, `"," or "]" was expected`},
		{"byte order mark", "\ufeff1", ErrSyntax, 0, "a value was expected"},
		{"leading zero", `01`, ErrSyntax, 1, "nothing may follow the value"},
		{"lone minus", `-`, ErrSyntax, 1, "a digit was expected"},
		{"plus", `+1`, ErrSyntax, 0, "a value was expected"},
		{"no fraction", `1.`, ErrSyntax, 2, "a digit was expected"},
		{"no integer", `.5`, ErrSyntax, 0, "a value was expected"},
		{"no exponent", `1e+`, ErrSyntax, 3, "a digit was expected"},
		{"NaN", `NaN`, ErrSyntax, 0, "a value was expected"},
		{"cut literal", `tru`, ErrSyntax, 0, "a value was expected"},
		{"literal with a tail", `truex`, ErrSyntax, 4, "nothing may follow the value"},
		{"single quotes", `{'a':1}`, ErrSyntax, 1, "a member's name in double quotes was expected"},
		{"comma before brace", `{"a":1,}`, ErrSyntax, 7, "a member's name in double quotes was expected"},
		{"comma before bracket", `[1,]`, ErrSyntax, 3, "a value was expected"},
		{"no colon", `{"a" 1}`, ErrSyntax, 5, `":" was expected`},
		{"no member value", `{"a":}`, ErrSyntax, 5, "a value was expected"},
		{"mixed brackets", `[{"a":1]`, ErrSyntax, 7, `"," or "}" was expected`},
		{"array closed by brace", `[1}`, ErrSyntax, 2, `"," or "]" was expected`},
		{"open object", `{"a":1`, ErrSyntax, 6, `"," or "}" was expected`},
		{"open string", `"a`, ErrSyntax, 2, "the string does not end"},
		{"open escape", `"a\`, ErrSyntax, 3, "the string does not end"},
		{"unknown escape", `"\x"`, ErrSyntax, 2, "an unknown escape"},
		{"short hex", `"\u12"`, ErrSyntax, 2, `four hex digits must follow \u`},
		{"newline in a string", "\"a\nb\"", ErrSyntax, 2, "a control character in a string must be escaped"},
		{"not UTF-8", "\"a\xff\"", ErrUTF8, 2, "strings must be UTF-8"},
		{"surrogate in UTF-8", "\"\xed\xa0\x80\"", ErrUTF8, 1, "strings must be UTF-8"},
		{"overlong", "\"\xc0\x80\"", ErrUTF8, 1, "strings must be UTF-8"},
		{"cut character", "\"\xe2\x82", ErrUTF8, 1, "strings must be UTF-8"},
		{"not UTF-8 in a name", "{\"\xff\":1}", ErrUTF8, 2, "strings must be UTF-8"},
		{"too deep", strings.Repeat("[", MaxDepth+1) + strings.Repeat("]", MaxDepth+1), ErrDepth, MaxDepth, "at most 128 levels are allowed"},
		{"too deep and endless", strings.Repeat(`[{"a":`, 100_000), ErrDepth, 6 * MaxDepth / 2, "at most 128 levels are allowed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := Valid([]byte(tt.in))
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("Valid = %v, want an *Error", err)
			}
			if !errors.Is(err, tt.kind) || e.Offset != tt.offset || e.What != tt.what {
				t.Errorf("Valid = %v; want %v at %d: %s", err, tt.kind, tt.offset, tt.what)
			}
		})
	}
}

func TestErrorReadsAsWhatAndWhere(t *testing.T) {
	want := `invalid JSON at byte 6: "," or "}" was expected`
	if err := Valid([]byte(`{"a":1 "b"}`[:6] + ` `)); err == nil || err.Error() != `invalid JSON at byte 7: "," or "}" was expected` {
		t.Errorf("got %v", err)
	}
	if err := Valid([]byte(`{"a":1]`)); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestValidDoesNotAllocate(t *testing.T) {
	in := []byte(`{"channel":"orders.42","event":"pâid","data":[` + strings.Repeat(`{"a":[1.5e3,"\u00e9",null]},`, 100) + `{}]}`)
	if n := testing.AllocsPerRun(100, func() {
		if Valid(in) != nil {
			t.Fail()
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// FuzzRawJSON holds everything here against encoding/json, and keeps the walkers inside what is not
// valid.
func FuzzRawJSON(f *testing.F) {
	f.Fuzz(func(t *testing.T, b []byte) {
		before := bytes.Clone(b)
		err := Valid(b)
		depth, well := oracle(b)
		switch {
		case well && depth <= MaxDepth && err != nil:
			t.Fatalf("refused: %v", err)
		case well && depth > MaxDepth && !errors.Is(err, ErrDepth):
			t.Fatalf("depth %d: %v", depth, err)
		case !well && err == nil:
			t.Fatal("accepted")
		}
		if err == nil {
			compareString(t, b)
			compareMembers(t, b)
			compareElements(t, b)
		} else {
			walkInvalid(b)
		}
		if !bytes.Equal(b, before) {
			t.Fatal("the input was changed")
		}
	})
}

func oracle(b []byte) (depth int, well bool) {
	if !json.Valid(b) || !utf8.Valid(b) {
		return 0, false
	}
	d, level := json.NewDecoder(bytes.NewReader(b)), 0
	for {
		token, err := d.Token()
		if err != nil {
			return depth, true
		}
		switch token {
		case json.Delim('['), json.Delim('{'):
			level++
			depth = max(depth, level)
		case json.Delim(']'), json.Delim('}'):
			level--
		}
	}
}

func walkInvalid(b []byte) {
	String(b)
	_ = Members(b, func(_, val []byte) bool { return len(val) > 0 })
	_, _ = Elements(b, nil)
}

func compareString(t *testing.T, b []byte) {
	var want string
	isString := b[skipSpace(b, 0)] == '"' && json.Unmarshal(b, &want) == nil
	got, ok := String(bytes.Trim(b, " \t\r\n"))
	if ok != isString || got != want {
		t.Fatalf("String = %q, %v; want %q", got, ok, want)
	}
	if again, ok := String(AppendString(nil, got)); !ok || again != got {
		t.Fatalf("%q became %q", got, again)
	}
}

func compareMembers(t *testing.T, b []byte) {
	want := map[string]json.RawMessage{}
	isObject := b[skipSpace(b, 0)] == '{' && json.Unmarshal(b, &want) == nil
	got := map[string][]byte{}
	err := Members(b, func(key, val []byte) bool {
		got[string(key)] = val
		return true
	})
	if (err == nil) != isObject || (err != nil && !errors.Is(err, ErrNotObject)) || len(got) != len(want) {
		t.Fatalf("Members: %v, %d keys, want %d", err, len(got), len(want))
	}
	for key, val := range want {
		if !bytes.Equal(got[key], val) {
			t.Fatalf("%q is %q, want %q", key, got[key], val)
		}
	}
}

func compareElements(t *testing.T, b []byte) {
	var want []json.RawMessage
	isArray := b[skipSpace(b, 0)] == '[' && json.Unmarshal(b, &want) == nil
	got, err := Elements(b, nil)
	if (err == nil) != isArray || (err != nil && !errors.Is(err, ErrNotArray)) || len(got) != len(want) {
		t.Fatalf("Elements: %v, %d, want %d", err, len(got), len(want))
	}
	for i := range want {
		if !bytes.Equal(got[i], want[i]) {
			t.Fatalf("element %d is %q, want %q", i, got[i], want[i])
		}
	}
}

func BenchmarkValid(b *testing.B) {
	in := []byte(`{"data":[` + strings.Repeat(`{"id":123456,"name":"orders.42","tags":["a","b"],"price":1.5,"ok":true},`, 100) + `null]}`)
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		if Valid(in) != nil {
			b.Fatal("refused")
		}
	}
}
