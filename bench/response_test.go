package bench

import (
	"bytes"
	"testing"
)

func TestResponseIsReadWhenItIsWhole(t *testing.T) {
	const whole = "HTTP/1.1 503 Service Unavailable\r\nContent-Type: a\r\nContent-Length: 5\r\n\r\nhello"
	for n := range len(whole) {
		if _, used, err := parseResponse([]byte(whole[:n])); used != 0 || err != nil {
			t.Fatalf("%d bytes: used %d, %v", n, used, err)
		}
	}
	r, n, err := parseResponse([]byte(whole + "HTTP/1.1"))
	if err != nil || n != len(whole) || r.status != 503 || string(r.body) != "hello" {
		t.Errorf("%d %q, used %d, %v", r.status, r.body, n, err)
	}
}

func TestSwitchingProtocolsHasNoBody(t *testing.T) {
	const head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"
	if r, n, err := parseResponse([]byte(head + "\x81\x00")); err != nil || n != len(head) || r.status != 101 {
		t.Errorf("%d, used %d, %v", r.status, n, err)
	}
}

func TestOtherResponsesAreRefused(t *testing.T) {
	for _, s := range []string{
		"SSH-2.0-x\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
	} {
		if _, n, err := parseResponse([]byte(s)); err == nil || n != 0 {
			t.Errorf("%q: used %d, %v", s, n, err)
		}
	}
}

func FuzzParseResponse(f *testing.F) {
	f.Add([]byte("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
	f.Add([]byte("HTTP/1.1 101 S\r\n\r\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, n, err := parseResponse(b)
		if n < 0 || n > len(b) || err != nil && n != 0 {
			t.Fatalf("used %d of %d, %v", n, len(b), err)
		}
		if n > 0 && !bytes.HasSuffix(b[:n], r.body) {
			t.Errorf("the body %q does not end %q", r.body, b[:n])
		}
	})
}
