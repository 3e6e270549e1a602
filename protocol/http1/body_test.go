package http1

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// read runs d over b cut into pieces of at most step bytes, and returns the data, how many bytes
// were used, and the error. It checks that used and delivered bytes are what Next may return.
func read(t testing.TB, d *Body, b []byte, step int) (data []byte, used int, e *Error) {
	t.Helper()
	for used < len(b) && !d.Done() {
		src := b[used:min(used+step, len(b))]
		run, n, err := d.Next(src)
		if n > len(src) || len(run) > n || len(run) > 0 && &run[len(run)-1] != &src[n-1] {
			t.Fatalf("Next of %d bytes used %d and delivered %d, or not its last ones", len(src), n, len(run))
		}
		data, used = append(data, run...), used+n
		if err != nil {
			return data, used, asError(t, err)
		}
		if n == 0 {
			t.Fatal("Next used nothing of some input")
		}
	}
	return data, used, nil
}

func chunked() (d Body) {
	d.Reset(&Head{Chunked: true, ContentLength: -1})
	return d
}

func TestBodyDecodesChunks(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"RFC 9112 7.1: chunks", "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", "hello world"},
		{"RFC 9112 7.1: nothing", "0\r\n\r\n", ""},
		{"RFC 9112 7.1: digits of any case, with zeros before", "00a\r\n0123456789\r\n000A\r\n0123456789\r\n00\r\n\r\n", "01234567890123456789"},
		{"RFC 9112 7.1: CR LF in the data", "4\r\n\r\n\r\n\r\n0\r\n\r\n", "\r\n\r\n"},
		{"RFC 9112 7.1.1: MUST ignore unknown extensions", "1;a;b=c;d=\"e;\\\"f\"\r\nx\r\n0;g\r\n\r\n", "x"},
		{"RFC 9110 5.6.3: MUST take bad whitespace in them", "1 ;\ta = b ; c = \"d\" ;e\r\nx\r\n0\r\n\r\n", "x"},
		{"RFC 9112 7.1.2: trailers are dropped", "1\r\nx\r\n0\r\nContent-Length: 5\r\nB:\r\n\r\n", "x"},
	} {
		for _, step := range []int{1, 2, 3, len(tt.in)} {
			d := chunked()
			data, used, e := read(t, &d, []byte(tt.in+"GET"), step)
			if string(data) != tt.want || used != len(tt.in) || e != nil || !d.Done() || d.Remaining() != -1 {
				t.Errorf("%s, in pieces of %d: got %q after %d bytes, %v", tt.name, step, data, used, e)
			}
		}
	}
}

func TestBodyRefusesMalformedChunks(t *testing.T) {
	long := strings.Repeat("a", MaxExtra)
	for _, tt := range []struct {
		name, in string
		used     int
		want     *Error
	}{
		{"RFC 9112 7.1: a size has a digit", "\r\n", 0, errChunkSize},
		{"RFC 9112 7.1: no sign", "+1\r\n", 0, errChunkSize},
		{"RFC 9112 7.1: no minus", "-1\r\n", 0, errChunkSize},
		{"RFC 9112 7.1: no blank before", " 1\r\n", 0, errChunkSize},
		{"RFC 9112 7.1: no prefix", "0x1\r\n", 1, errChunkSizeLine},
		{"RFC 9112 7.1: no underscore", "1_0\r\n", 1, errChunkSizeLine},
		{"RFC 9112 7.1: no blank after", "1 \r\nx", 2, errChunkExtension},
		{"RFC 9112 7.1: no letter over f", "g\r\n", 0, errChunkSize},
		{"RFC 9112 7.1: MUST anticipate large sizes", "8000000000000000", 15, errChunkTooLarge},
		{"RFC 9112 7.1: all ones", "ffffffffffffffff", 15, errChunkTooLarge},
		{"RFC 9112 7.1: zeros without end", "00000000000000001\r\n", 16, errChunkSize},
		{"RFC 9112 7.1: LF alone after the size", "1\nx\r\n", 1, errChunkSizeLine},
		{"RFC 9112 7.1: CR alone after the size", "1\rx\r\n", 2, errChunkSizeLine},
		{"RFC 9112 7.1.1: LF alone in an extension", "1;a\nx\r\n", 3, errChunkExtension},
		{"RFC 9112 7.1.1: CR alone in an extension", "1;a\rx\r\n", 4, errChunkSizeLine},
		{"RFC 9112 7.1.1: LF within quotes", "1;a=\"\n\"\r\n", 5, errChunkExtension},
		{"RFC 9112 7.1.1: CR within quotes", "1;a=\"\r\n", 5, errChunkExtension},
		{"RFC 9112 7.1.1: CR after a backslash", "1;a=\"\\\r\n", 6, errChunkExtension},
		{"RFC 9112 7.1.1: an extension without a name", "1;\r\n", 2, errChunkExtension},
		{"RFC 9112 7.1.1: a value without a name", "1;=a\r\n", 2, errChunkExtension},
		{"RFC 9112 7.1.1: an extension without a value", "1;a=\r\n", 4, errChunkExtension},
		{"RFC 9112 7.1.1: two values", "1;a=b=c\r\n", 5, errChunkExtension},
		{"RFC 9112 7.1.1: a name of two words", "1;a b\r\n", 4, errChunkExtension},
		{"RFC 9112 7.1.1: a blank after a name", "1;a \r\n", 4, errChunkExtension},
		{"RFC 9112 7.1.1: something after quotes", "1;a=\"b\"c\r\n", 7, errChunkExtension},
		{"RFC 9112 7.1.1: NUL in an extension", "1;a\x00\r\n", 3, errChunkExtension},
		{"RFC 9112 7.1.1: an extension too long", "1;" + long, 1 + MaxExtra, errChunkExtra},
		{"RFC 9112 7.1: data longer than its size", "1\r\nxy\r\n", 4, errChunkEnd},
		{"RFC 9112 7.1: data ended by LF alone", "1\r\nx\n", 4, errChunkEnd},
		{"RFC 9112 7.1: data ended by CR alone", "1\r\nx\r0", 5, errChunkEnd},
		{"RFC 9112 7.1: no size after data", "1\r\nx\r\n\r\n", 6, errChunkSize},
		{"RFC 9112 7.1.2: a folded trailer", "0\r\nA: b\r\n c\r\n\r\n", 9, errTrailer},
		{"RFC 9112 7.1.2: a trailer without a name", "0\r\n: b\r\n", 3, errTrailer},
		{"RFC 9112 7.1.2: a trailer without a colon", "0\r\nA\r\n\r\n", 4, errTrailer},
		{"RFC 9112 7.1.2: a blank before a trailer's colon", "0\r\nA : b\r\n", 4, errTrailer},
		{"RFC 9112 7.1.2: NUL in a trailer", "0\r\nA: \x00", 6, errTrailer},
		{"RFC 9112 7.1.2: LF alone after a trailer", "0\r\nA: b\n\r\n", 7, errTrailer},
		{"RFC 9112 7.1.2: CR alone after a trailer", "0\r\nA: b\rB", 8, errTrailer},
		{"RFC 9112 7.1.2: LF alone at the end", "0\r\n\n", 3, errTrailer},
		{"RFC 9112 7.1.2: CR alone at the end", "0\r\n\rG", 4, errTrailer},
		{"RFC 9112 7.1.2: trailers too long", "0\r\nA:" + long, 3 + MaxExtra, errChunkExtra},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, step := range []int{1, 2, len(tt.in)} {
				d := chunked()
				_, used, e := read(t, &d, []byte(tt.in), step)
				if e != tt.want || used != tt.used {
					t.Errorf("in pieces of %d: got %v after %d bytes, want %v after %d", step, e, used, tt.want, tt.used)
				}
				if _, n, err := d.Next([]byte("0\r\n\r\n")); n != 0 || !errors.Is(err, tt.want) || d.Done() {
					t.Errorf("goes on after the error: %d, %v", n, err)
				}
			}
		})
	}
}

func TestBodyBoundsExtensionsOfAllChunksTogether(t *testing.T) {
	d := chunked()
	in := bytes.Repeat([]byte("1;abc\r\nx\r\n"), MaxExtra/4+1)
	if data, _, e := read(t, &d, in, len(in)); e != errChunkExtra || len(data) != MaxExtra/4 {
		t.Errorf("got %v after %d bytes of data", e, len(data))
	}
}

func TestBodyTakesALength(t *testing.T) {
	for _, step := range []int{1, 3, 9} {
		var d Body
		d.Reset(&Head{ContentLength: 5})
		if d.Done() || d.Remaining() != 5 {
			t.Fatalf("starts with %d", d.Remaining())
		}
		data, used, e := read(t, &d, []byte("helloGET "), step)
		if string(data) != "hello" || used != 5 || e != nil || !d.Done() || d.Remaining() != 0 {
			t.Errorf("in pieces of %d: got %q after %d bytes, %v", step, data, used, e)
		}
	}
}

func TestBodyIsDoneWithoutOne(t *testing.T) {
	for _, length := range []int64{-1, 0} {
		d := chunked()
		d.Reset(&Head{ContentLength: length})
		if data, n, err := d.Next([]byte("GET")); !d.Done() || d.Remaining() != 0 || n != 0 || err != nil || data != nil {
			t.Errorf("length %d: got %q, %d, %v", length, data, n, err)
		}
	}
}
