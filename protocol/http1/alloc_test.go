package http1

import (
	"testing"
	"time"
)

// browser is a polling GET as a browser sends it through a proxy.
const browser = "GET /socket.io/?EIO=4&transport=polling&t=PQ1sOeM&sid=0123456789abcdefghij HTTP/1.1\r\n" +
	"Host: chat.example.com\r\nConnection: keep-alive\r\nX-Forwarded-For: 203.0.113.7\r\n" +
	"User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36\r\n" +
	"Accept: */*\r\nOrigin: https://app.example.com\r\nReferer: https://app.example.com/\r\n" +
	"Accept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: en-GB,en;q=0.9\r\n\r\n"

func TestParseDoesNotAllocate(t *testing.T) {
	var h Head
	good, bad := []byte(browser), []byte(get+"A : b\r\n\r\n")
	noAllocs(t, func() {
		if n, err := h.Parse(good); n != len(good) || err != nil {
			t.Fatal(n, err)
		}
		if h.Get("origin") == nil || h.Get("x-api-key") != nil {
			t.Fatal("Get")
		}
		for v := range h.Values("accept") {
			if len(v) != 3 {
				t.Fatal("Values")
			}
		}
		if _, err := h.Parse(good[:100]); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Parse(bad); err == nil {
			t.Fatal("no error")
		}
	})
}

func TestBodyDoesNotAllocate(t *testing.T) {
	src := []byte("5;a=\"b\"\r\nhello\r\n0\r\nA: b\r\n\r\n")
	head := &Head{Chunked: true, ContentLength: -1}
	var d Body
	noAllocs(t, func() {
		d.Reset(head)
		for b := src; !d.Done(); {
			_, n, err := d.Next(b)
			if err != nil {
				t.Fatal(err)
			}
			b = b[n:]
		}
		if d.Reset(head); d.Done() {
			t.Fatal("done")
		}
		if _, _, err := d.Next(src[1:]); err == nil {
			t.Fatal("no error")
		}
	})
}

func TestAppendDoesNotAllocate(t *testing.T) {
	r := Response{Status: 200, ContentType: "application/json", Body: []byte("{}"), Headers: []byte("A: b\r\n"), Close: true}
	buf := make([]byte, 0, 1024)
	now := time.Now()
	noAllocs(t, func() { buf = AppendDate(buf[:0], now) })
	// Append asks the clock: a new second may begin once or twice in a thousand quick runs.
	if n := testing.AllocsPerRun(1000, func() { buf = r.Append(buf[:0]) }); n != 0 {
		t.Errorf("%v allocations a run", n)
	}
}

func noAllocs(t *testing.T, f func()) {
	t.Helper()
	if n := testing.AllocsPerRun(100, f); n != 0 {
		t.Errorf("%v allocations a run", n)
	}
}

func BenchmarkParse(b *testing.B) {
	in := []byte(browser)
	var h Head
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := h.Parse(in); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAppend(b *testing.B) {
	r := Response{Status: 200, ContentType: "application/json", Body: []byte(`{"status":"ok","cursor":"1-0.0"}`)}
	buf := make([]byte, 0, 1024)
	b.ReportAllocs()
	for b.Loop() {
		buf = r.Append(buf[:0])
	}
}
