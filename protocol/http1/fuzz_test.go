package http1

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// maxFuzz keeps the inputs short enough to be cut at every byte.
const maxFuzz = 2 << 10

// FuzzHeadParse checks that a head means the same however its bytes arrive, that its syntax is
// accepted exactly where the grammar of reference_test.go accepts it, and that net/http, where it
// accepts the same bytes, sees the same message.
func FuzzHeadParse(f *testing.F) {
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > maxFuzz {
			return
		}
		original := bytes.Clone(b)
		h, n, e := parse(t, b)
		if !bytes.Equal(b, original) {
			t.Fatal("Parse wrote to its input")
		}
		if want := grammarAccepts(b); want && e != nil && !semantic[e] || !want && n > 0 {
			t.Fatalf("the grammar says %t, Parse says %d, %v", want, n, e)
		}
		if n == 0 {
			if e == nil {
				expectNetHTTPWaits(t, b)
			}
			return
		}
		var again Head
		if m, err := again.Parse(b[:n]); m != n || err != nil || !cmp.Equal(h, again) {
			t.Fatalf("the head alone: %d, %v, %s", m, err, cmp.Diff(h, again))
		}
		compareWithNetHTTP(t, &h, b, n)
	})
}

// FuzzBody checks that a body is the same however its bytes arrive, that a chunked one is accepted
// exactly where the grammar of reference_test.go accepts it, and that net/http finds in it the
// same data and the same end. A negative length is a chunked body.
func FuzzBody(f *testing.F) {
	f.Fuzz(func(t *testing.T, b []byte, length int16, step uint8) {
		if len(b) > maxFuzz {
			return
		}
		h := Head{Method: []byte("POST"), Minor: 1, ContentLength: int64(length)}
		head := "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + itoa(length) + "\r\n\r\n"
		if length < 0 {
			h.ContentLength, h.Chunked = -1, true
			head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
		}
		var whole, cut Body
		whole.Reset(&h)
		cut.Reset(&h)
		data, used, e := read(t, &whole, b, len(b)+1)
		cutData, cutUsed, cutErr := read(t, &cut, b, int(step)+1)
		if !bytes.Equal(data, cutData) || used != cutUsed || e != cutErr || whole.Done() != cut.Done() {
			t.Fatalf("whole: %q, %d, %v, done %t; cut: %q, %d, %v, done %t",
				data, used, e, whole.Done(), cutData, cutUsed, cutErr, cut.Done())
		}
		if h.Chunked {
			want, end := grammarChunks(b)
			if whole.Done() != (end >= 0) || whole.Done() && (end != used || !bytes.Equal(want, data)) {
				t.Fatalf("the grammar finds %q and the end at %d; Body %q, %d, %v", want, end, data, used, e)
			}
		}
		compareBodyWithNetHTTP(t, head, b, data, used, whole.Done(), e)
	})
}
