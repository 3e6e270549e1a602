package http1

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// get is a request line and a Host, the least that HTTP/1.1 allows before more fields.
const get = "GET / HTTP/1.1\r\nHost: a\r\n"

// parse parses b whole, and every prefix of it (of long inputs, many), and fails where they differ:
// before the end, a prefix may only be incomplete or wrong in the same way.
func parse(t testing.TB, b []byte) (Head, int, *Error) {
	t.Helper()
	var whole Head
	n, err := whole.Parse(b)
	e := asError(t, err)
	var part Head
	for i := 0; i < len(b); i += 1 + len(b)/4096 {
		pn, perr := part.Parse(b[:i])
		pe := asError(t, perr)
		switch {
		case pe != nil && pe != e:
			t.Fatalf("the first %d bytes: %v; all %d: %v", i, pe, len(b), e)
		case e == nil && n > 0 && i >= n && pn != n, (e != nil || n == 0 || i < n) && pn != 0:
			t.Fatalf("the first %d bytes: head of %d; all %d: %d, %v", i, pn, len(b), n, e)
		}
	}
	return whole, n, e
}

func asError(t testing.TB, err error) *Error {
	t.Helper()
	var e *Error
	if err != nil && !errors.As(err, &e) {
		t.Fatalf("%v is not an *Error", err)
	}
	return e
}

func TestParseRefusesWhatIsNotARequestLine(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		want     *Error
	}{
		{"RFC 9112 2.2: a bare LF is not a line end here", "GET / HTTP/1.1\nHost: a\n\n", errBareLF},
		{"RFC 9112 2.2: a bare CR is invalid", "GET / HTTP/1.1\rHost: a\r\n\r\n", errBareCR},
		{"RFC 9112 2.2: no whitespace before the request line", " GET / HTTP/1.1\r\n", errMethod},
		{"RFC 9112 2.2: empty lines before it are bounded", strings.Repeat("\r\n", 5) + get + "\r\n", errEmptyLines},
		{"RFC 9112 2.2: an empty line before it ends in CR LF too", "\r\r\n" + get + "\r\n", errBareCR},
		{"RFC 9112 2.2: an empty line of LF alone", "\n" + get + "\r\n", errMethod},
		{"RFC 9112 2.2: MUST refuse whitespace before the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", errFold},
		{"RFC 9112 2.2: MUST refuse a tab before the first field", "GET / HTTP/1.1\r\n\tHost: a\r\n\r\n", errFold},
		{"RFC 9112 2.3: the version is case-sensitive", "GET / http/1.1\r\n", errVersion},
		{"RFC 9112 2.3: the version has single digits", "GET / HTTP/1.10\r\n", errLineByte},
		{"RFC 9113 3.4: the preface of HTTP/2", "PRI * HTTP/2.0\r\n", errTargetForm},
		{"RFC 9112 2.3: a major version of 2", "GET / HTTP/2.0\r\n", errVersionUnsupported},
		{"RFC 9112 2.3: a minor version of 2", "GET / HTTP/1.2\r\n", errVersionUnsupported},
		{"RFC 9112 3: HTTP/0.9 has no version", "GET /\r\n", errTargetByte},
		{"RFC 9112 3: one space after the method", "GET  / HTTP/1.1\r\n", errTargetByte},
		{"RFC 9112 3: no tab after the method", "GET\t/ HTTP/1.1\r\n", errMethod},
		{"RFC 9112 3: one space before the version", "GET /  HTTP/1.1\r\n", errVersion},
		{"RFC 9112 3: no space after the version", "GET / HTTP/1.1 \r\n", errLineByte},
		{"RFC 9112 3: no control character in the target", "GET /\x00 HTTP/1.1\r\n", errTargetByte},
		{"RFC 9112 3: no DEL in the target", "GET /\x7f HTTP/1.1\r\n", errTargetByte},
		{"RFC 9112 3: no byte over 0x7f in the target", "GET /\xc3\xa9 HTTP/1.1\r\n", errTargetByte},
		{"RFC 9112 3: a target too long is a 414", "GET /" + strings.Repeat("a", MaxHead), errTargetTooLong},
		{"RFC 9112 3.1: a method is a token", "G\x00T / HTTP/1.1\r\n", errMethod},
		{"RFC 9112 3.1: a method is not empty", " / HTTP/1.1\r\n", errMethod},
		{"RFC 9112 3.1: a method too long is a 501", strings.Repeat("A", 33), errMethodTooLong},
		{"RFC 9112 3.2: a fragment is never sent", "GET /a#b HTTP/1.1\r\n", errTargetByte},
		{"RFC 9112 3.2: a relative path is no target", "GET a HTTP/1.1\r\n", errTargetForm},
		{"RFC 9112 3.2.2: an absolute-form is http", "GET ftp://a/ HTTP/1.1\r\n", errTargetForm},
		{"RFC 9112 3.2.2: an absolute-form has a host", "GET http:///a HTTP/1.1\r\n", errTargetForm},
		{"RFC 9112 3.2.2: a port is no host", "GET http://:80/a HTTP/1.1\r\n", errTargetForm},
		{"RFC 9112 3.2.3: CONNECT is not for servers", "CONNECT a:80 HTTP/1.1\r\n", errConnect},
		{"RFC 9112 3.2.4: the asterisk is for OPTIONS", "GET * HTTP/1.1\r\n", errTargetForm},
		{"RFC 9110 4.2.4: user information is suspicious", "GET http://a@b/ HTTP/1.1\r\n", errTargetForm},
		{"a TLS hello is told at its first byte", "\x16\x03\x01", errMethod},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, _, e := parse(t, []byte(tt.in)); e != tt.want {
				t.Errorf("got %v, want %v", e, tt.want)
			}
		})
	}
}

func TestParseRefusesMalformedFields(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		want     *Error
	}{
		{"RFC 9112 5.1: MUST refuse whitespace before the colon", "A : b\r\n", errSpaceBeforeColon},
		{"RFC 9112 5.1: MUST refuse a tab before the colon", "A\t: b\r\n", errSpaceBeforeColon},
		{"RFC 9112 5.2: MUST refuse a folded line", "A: b\r\n c\r\n", errFold},
		{"RFC 9112 5.2: MUST refuse a line folded with a tab", "A: b\r\n\tc\r\n", errFold},
		{"RFC 9112 5: a line has a colon", "A\r\n", errFieldName},
		{"RFC 9112 5: a name is not empty", ": b\r\n", errFieldName},
		{"RFC 9110 5.1: a name is a token", "A(b): c\r\n", errFieldName},
		{"RFC 9110 5.1: a name has no byte over 0x7f", "\xc3\xa9: c\r\n", errFieldName},
		{"RFC 9110 5.5: MUST refuse NUL in a value", "A: b\x00c\r\n", errFieldValue},
		{"RFC 9110 5.5: MUST refuse CR in a value", "A: b\rc\r\n", errBareCR},
		{"RFC 9110 5.5: MUST refuse CR before CR LF", "A: b\r\r\n", errBareCR},
		{"RFC 9110 5.5: MUST refuse LF in a value", "A: b\nc: d\r\n", errBareLF},
		{"RFC 9110 5.5: no DEL in a value", "A: b\x7f\r\n", errFieldValue},
		{"RFC 9112 2.2: the blank line has its LF", "\rA", errBareCR},
		{"RFC 6585 5: too many lines are a 431", strings.Repeat("A: b\r\n", MaxHeaders), errTooManyHeaders},
		{"RFC 6585 5: too many bytes are a 431", "A: " + strings.Repeat("b", MaxHead), errHeadTooLarge},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h, _, e := parse(t, []byte(get+tt.in+"\r\n"))
			if e != tt.want {
				t.Errorf("got %v, want %v", e, tt.want)
			}
			if string(h.Path) != "/" {
				t.Errorf("Path is %q after an error beyond the target", h.Path)
			}
		})
	}
}

func TestParseTakesAHeadOfExactlyTheLimit(t *testing.T) {
	b := []byte(get + "A: " + strings.Repeat("b", MaxHead-len(get)-7) + "\r\n\r\n")
	if _, n, e := parse(t, b); n != MaxHead || e != nil {
		t.Errorf("got %d, %v", n, e)
	}
}

func TestParseLeavesWhatFollowsTheHead(t *testing.T) {
	head := "\r\n\r\n" + get + "Empty:\r\nB: \t c d\xff \r\nb:e\r\n\r\n"
	h, n, e := parse(t, []byte(head+"rest"))
	if e != nil || n != len(head) {
		t.Fatalf("got %d, %v", n, e)
	}
	var got []string
	for _, f := range h.Headers {
		got = append(got, string(f.Name)+"="+string(f.Value))
	}
	if d := cmp.Diff([]string{"Host=a", "Empty=", "B=c d\xff", "b=e"}, got); d != "" {
		t.Error(d)
	}
	var values []string
	for v := range h.Values("b") {
		values = append(values, string(v))
	}
	if d := cmp.Diff([]string{"c d\xff", "e"}, values); d != "" {
		t.Error(d)
	}
	if v := h.Get("EMPTY"); v == nil || len(v) > 0 {
		t.Errorf("an empty value is %#v", v)
	}
	if v := h.Get("absent"); v != nil {
		t.Errorf("an absent value is %#v", v)
	}
}
