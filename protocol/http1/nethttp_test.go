package http1

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// refusals are what net/http refuses and we accept; none of it is framing.
var refusals = []string{
	"parse ",          // its URLs: escapes, ports, hosts
	"invalid URI",     // the same
	"bad trailer key", // a Trailer field that names framing: trailers are dropped here
}

// compareWithNetHTTP fails where net/http accepts the head of n bytes that b starts with and reads
// another message out of it, or refuses it for a reason that is not known.
func compareWithNetHTTP(t *testing.T, h *Head, b []byte, n int) {
	t.Helper()
	for bytes.HasPrefix(b, []byte("\r\n")) { // it does not skip empty lines
		b, n = b[2:], n-2
	}
	in := bufio.NewReader(bytes.NewReader(b))
	req, err := http.ReadRequest(in)
	if err != nil {
		for _, known := range refusals {
			if strings.Contains(err.Error(), known) {
				return
			}
		}
		t.Fatalf("net/http refuses: %v", err)
	}
	length := max(h.ContentLength, 0)
	if h.Chunked {
		length = -1
	}
	if req.Method != string(h.Method) || req.RequestURI != string(h.Target) || req.ProtoMinor != h.Minor ||
		req.ContentLength != length || req.Close && !h.Close {
		t.Fatalf("net/http reads %+v, Parse %+v", req, h)
	}
	for _, f := range h.Headers {
		compareFieldWithNetHTTP(t, h, string(f.Name), req.Header)
	}
	var d Body
	d.Reset(h)
	data, used, e := read(t, &d, b[n:], len(b))
	compareRest(t, in, req, b[n:], data, used, d.Done(), e)
}

// compareFieldWithNetHTTP compares the values of one field, but for those that net/http takes out.
func compareFieldWithNetHTTP(t *testing.T, h *Head, name string, theirs http.Header) {
	t.Helper()
	var values []string
	for v := range h.Values(name) {
		values = append(values, string(v))
	}
	switch strings.ToLower(name) {
	case "host", "transfer-encoding", "trailer":
	case "content-length":
		if theirs.Get(name) != values[0] {
			t.Fatalf("%s is %q, for net/http %q", name, values, theirs.Get(name))
		}
	default:
		if got := theirs.Values(name); !slices.Equal(got, values) {
			t.Fatalf("%s is %q, for net/http %q", name, values, got)
		}
	}
}

// compareBodyWithNetHTTP is for a body after a head that is fine.
func compareBodyWithNetHTTP(t *testing.T, head string, b, data []byte, used int, done bool, e *Error) {
	t.Helper()
	in := bufio.NewReader(io.MultiReader(strings.NewReader(head), bytes.NewReader(b)))
	req, err := http.ReadRequest(in)
	if err != nil {
		t.Fatal(err)
	}
	compareRest(t, in, req, b, data, used, done, e)
}

// compareRest fails where net/http finds other data or another end in a body that we accept, or an
// end where we wait for more.
func compareRest(t *testing.T, in io.Reader, req *http.Request, b, data []byte, used int, done bool, e *Error) {
	t.Helper()
	theirs, err := io.ReadAll(req.Body)
	if err != nil || e != nil {
		return
	}
	rest, err := io.ReadAll(in)
	if err != nil || !done || !bytes.Equal(theirs, data) || !bytes.Equal(rest, b[used:]) {
		t.Fatalf("net/http reads %q and leaves %q; Body %q and %q, done %t (%v)", theirs, rest, data, b[used:], done, err)
	}
}

// expectNetHTTPWaits fails where net/http finds a whole head in b and we wait for more of it.
func expectNetHTTPWaits(t *testing.T, b []byte) {
	t.Helper()
	for bytes.HasPrefix(b, []byte("\r\n")) {
		b = b[2:]
	}
	if req, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(b))); err == nil {
		t.Fatalf("net/http reads %+v out of what is not whole", req)
	}
}
