package http1

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

func TestAppendWritesTheWholeAnswer(t *testing.T) {
	const date = "Date: Sat, 01 Jan 2000 00:00:00 GMT\r\n" // where synctest's clock starts
	for _, tt := range []struct {
		name string
		r    Response
		want string
	}{
		{
			"RFC 9110 8.6: a body has its length",
			Response{Status: 200, ContentType: "text/plain", Body: []byte("ok")},
			"HTTP/1.1 200 OK\r\n" + date + "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\nok",
		},
		{
			"RFC 9110 8.6: none has the length 0",
			Response{Status: 200},
			"HTTP/1.1 200 OK\r\n" + date + "Content-Length: 0\r\n\r\n",
		},
		{
			"RFC 9112 9.6: says that it closes, and more fields",
			Response{Status: 503, Close: true, Headers: []byte("Retry-After: 2\r\nA: b\r\n"), Body: []byte("x")},
			"HTTP/1.1 503 Service Unavailable\r\n" + date + "Content-Length: 1\r\nConnection: close\r\nRetry-After: 2\r\nA: b\r\n\r\nx",
		},
		{
			"RFC 9110 9.3.2: MUST NOT send the body to HEAD",
			Response{Status: 200, Head: true, Body: []byte("ok")},
			"HTTP/1.1 200 OK\r\n" + date + "Content-Length: 2\r\n\r\n",
		},
		{
			"RFC 9110 6.4.1: 204 has no body; with a length of 0, against 8.6, as engine.io answers a preflight",
			Response{Status: 204, Body: []byte("ignored")},
			"HTTP/1.1 204 No Content\r\n" + date + "Content-Length: 0\r\n\r\n",
		},
		{
			"RFC 9110 15.4.5: 304 has no body",
			Response{Status: 304, Body: []byte("ignored")},
			"HTTP/1.1 304 Not Modified\r\n" + date + "\r\n",
		},
		{
			"RFC 9112 4: MUST send the space without a phrase",
			Response{Status: 299},
			"HTTP/1.1 299 \r\n" + date + "Content-Length: 0\r\n\r\n",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				if got := string(tt.r.Append([]byte("before"))); got != "before"+tt.want {
					t.Errorf("got  %q\nwant %q", got[6:], tt.want)
				}
			})
		})
	}
}

func TestAppendIsReadByNetHTTP(t *testing.T) {
	for status, phrase := range phrases {
		if phrase == "" || status < 200 {
			continue
		}
		for _, head := range []bool{false, true} {
			r := Response{Status: status, ContentType: "text/html", Body: []byte("body"), Head: head, Close: head}
			method := map[bool]string{false: "GET", true: "HEAD"}[head]
			in := bufio.NewReader(bytes.NewReader(append(r.Append(nil), "rest"...)))
			res, err := http.ReadResponse(in, &http.Request{Method: method})
			if err != nil {
				t.Fatalf("%d: %v", status, err)
			}
			body, err := io.ReadAll(res.Body)
			if err != nil || res.Body.Close() != nil {
				t.Fatalf("%d: %v", status, err)
			}
			rest, _ := io.ReadAll(in)
			if res.ProtoMajor != 1 || res.ProtoMinor != 1 || res.TransferEncoding != nil || res.Header.Get("Date") == "" {
				t.Errorf("%d: HTTP/%d.%d, codings %q, Date %q (RFC 9112, 2.3 and 6.1; RFC 9110, 6.6.1)",
					status, res.ProtoMajor, res.ProtoMinor, res.TransferEncoding, res.Header.Get("Date"))
			}
			if want := !head && r.hasBody(); want != (string(body) == "body") || string(rest) != "rest" || res.Close != head {
				t.Errorf("%d to %s: body %q, rest %q, close %t", status, method, body, rest, res.Close)
			}
		}
	}
}

func TestStatusTextAgreesWithNetHTTP(t *testing.T) {
	renamed := map[int]string{413: "Content Too Large", 414: "URI Too Long", 422: "Unprocessable Content"} // RFC 9110
	for status := -1; status < 1000; status++ {
		want := http.StatusText(status)
		if renamed[status] != "" {
			want = renamed[status]
		}
		if got := StatusText(status); got != "" && got != want {
			t.Errorf("%d: got %q, want %q", status, got, want)
		}
	}
}

func TestAppendDateFollowsTheSeconds(t *testing.T) {
	start := time.Date(1994, 11, 6, 8, 49, 37, 0, time.FixedZone("", 3600))
	for _, tt := range []struct {
		after time.Duration
		want  string
	}{
		{0, "Date: Sun, 06 Nov 1994 07:49:37 GMT\r\n"},
		{999 * time.Millisecond, "Date: Sun, 06 Nov 1994 07:49:37 GMT\r\n"},
		{time.Second, "Date: Sun, 06 Nov 1994 07:49:38 GMT\r\n"},
		{0, "Date: Sun, 06 Nov 1994 07:49:37 GMT\r\n"},
	} {
		if got := string(AppendDate(nil, start.Add(tt.after))); got != tt.want {
			t.Errorf("after %s: got %q, want %q", tt.after, got, tt.want)
		}
	}
}
