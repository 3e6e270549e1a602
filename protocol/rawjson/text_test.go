package rawjson

import "testing"

func TestStringUnescapesAsJSONParse(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"empty", `""`, ""},
		{"plain", `"é😀/"`, "é😀/"},
		{"short escapes", `"\"\\\/\b\f\n\r\t"`, "\"\\/\b\f\n\r\t"},
		{"hex", `"\u0041\u00E9\u20ac"`, "Aé€"},
		{"zero", `"a\u0000b"`, "a\x00b"},
		{"pair", `"\ud83d\ude00"`, "😀"},
		{"high alone", `"\ud83dx"`, "\ufffdx"},
		{"low alone", `"\ude00"`, "\ufffd"},
		{"two high", `"\ud83d\ud83d\ude00"`, "\ufffd😀"},
		{"high, then another escape", `"\ud83d\n"`, "\ufffd\n"},
		{"high, then an escape that looks like one", `"\ud83d\nde00"`, "\ufffd\nde00"},
		{"high, then a plain character", `"\ud83d\u0041"`, "\ufffdA"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, ok := String([]byte(tt.in)); !ok || got != tt.want {
				t.Errorf("String(%s) = %q, %v; want %q", tt.in, got, ok, tt.want)
			}
		})
	}
}

func TestStringRefusesWhatIsNoString(t *testing.T) {
	for _, in := range []string{``, `"`, `a`, `1`, `null`, `"a`, `a"`, `"a"b"`, `"\"`, `"\x"`, `"\u00"`, `"\u00g0"`, ` "a"`} {
		if got, ok := String([]byte(in)); ok {
			t.Errorf("String(%q) = %q", in, got)
		}
	}
}

func TestAppendStringWritesAsJSONStringify(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"empty", "", `""`},
		{"no HTML escapes", "<a href='x'>&/", `"<a href='x'>&/"`},
		{"quote and backslash", `a"b\c`, `"a\"b\\c"`},
		{"controls", "\x00\x01\b\t\n\v\f\r\x1e\x1f\x7f", `"\u0000\u0001\b\t\n\u000b\f\r\u001e\u001f` + "\x7f\""},
		{"no escapes above ASCII", "é\u2028\u2029\ufeff😀", "\"é\u2028\u2029\ufeff😀\""},
		{"bytes that are not UTF-8", "a\xff\xe2\x82z", "\"a\ufffd\ufffd\ufffdz\""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := string(AppendString([]byte("["), tt.in)); got != "["+tt.want {
				t.Errorf("AppendString(%q) = %s, want [%s", tt.in, got, tt.want)
			}
		})
	}
}

func TestAppendStringDoesNotAllocateInRoom(t *testing.T) {
	dst := make([]byte, 0, 64)
	if n := testing.AllocsPerRun(100, func() { AppendString(dst, "a\"é\n") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
