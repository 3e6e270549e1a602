package http1

import "testing"

func TestParseSplitsTheTarget(t *testing.T) {
	for _, tt := range []struct {
		name, line        string
		path, query, host string
	}{
		{"RFC 9112 3.2.1: origin-form", "GET /a/b", "/a/b", "", "h"},
		{"RFC 9112 3.2.1: a query", "GET /socket.io/?EIO=4&t=%zz", "/socket.io/", "EIO=4&t=%zz", "h"},
		{"RFC 9112 3.2.1: only the first question mark splits", "GET /a?b?c", "/a", "b?c", "h"},
		{"RFC 9112 3.2.1: an empty query", "GET /a?", "/a", "", "h"},
		{"RFC 9112 3.2.1: two slashes are a path", "GET //a/b", "//a/b", "", "h"},
		{"RFC 9112 3.2.1: what browsers leave unescaped", "GET /a|{}\"", "/a|{}\"", "", "h"},
		{"RFC 9112 3.2.2: MUST accept absolute-form, its host goes before Host", "GET http://b:8/a?c", "/a", "c", "b:8"},
		{"RFC 9112 3.2.2: absolute-form without a path", "GET HTTPS://b", "/", "", "b"},
		{"RFC 9112 3.2.2: absolute-form with only a query", "GET http://b?c", "/", "c", "b"},
		{"RFC 9112 3.2.2: absolute-form with an IPv6 address", "GET http://[::1]:80/a", "/a", "", "[::1]:80"},
		{"RFC 9112 3.2.4: asterisk-form", "OPTIONS *", "*", "", "h"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h, n, e := parse(t, []byte(tt.line+" HTTP/1.1\r\nHost: h\r\n\r\n"))
			if e != nil || n == 0 {
				t.Fatalf("got %d, %v", n, e)
			}
			if string(h.Path) != tt.path || string(h.Query) != tt.query || string(h.Host) != tt.host {
				t.Errorf("got path %q, query %q, host %q", h.Path, h.Query, h.Host)
			}
		})
	}
}

func TestParseRequiresOneValidHost(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		want     *Error
	}{
		{"RFC 9112 3.2: MUST answer 400 without Host", "GET / HTTP/1.1\r\n\r\n", errNoHost},
		{"RFC 9112 3.2: MUST answer 400 to two", get + "host: a\r\n\r\n", errHosts},
		{"RFC 9112 3.2: MUST answer 400 to two in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", errHosts},
		{"RFC 9112 3.2: also beside absolute-form", "GET http://a/ HTTP/1.1\r\n\r\n", errNoHost},
		{"RFC 9112 3.2: MUST answer 400 to two in absolute-form", "GET http://a/ HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", errHosts},
		{"RFC 9112 3.2: MUST answer 400 to an invalid one beside absolute-form", "GET http://a/ HTTP/1.1\r\nHost: a b\r\n\r\n", errHostValue},
		{"RFC 9112 3.2: MUST answer 400 to an invalid one", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", errHostValue},
		{"RFC 9110 7.2: a list is no host", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", errHostValue},
		{"RFC 9110 7.2: user information", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", errHostValue},
		{"RFC 9110 7.2: a port of letters", "GET / HTTP/1.1\r\nHost: a:b\r\n\r\n", errHostValue},
		{"RFC 9110 7.2: two ports", "GET / HTTP/1.1\r\nHost: a:1:2\r\n\r\n", errHostValue},
		{"RFC 9110 7.2: an open bracket", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", errHostValue},
		{"RFC 9110 7.2: empty brackets", "GET / HTTP/1.1\r\nHost: []\r\n\r\n", errHostValue},
		{"RFC 9110 7.2: brackets within", "GET / HTTP/1.1\r\nHost: a[::1]\r\n\r\n", errHostValue},
		{"RFC 9110 7.2: brackets in brackets", "GET / HTTP/1.1\r\nHost: [[::1]\r\n\r\n", errHostValue},
		{"RFC 9110 7.2: something after brackets", "GET / HTTP/1.1\r\nHost: [::1]a\r\n\r\n", errHostValue},
		{"RFC 9110 7.2: an address with a port", "GET / HTTP/1.1\r\nHost: [::1]:3000\r\n\r\n", nil},
		{"RFC 9110 7.2: a name with a port", "GET / HTTP/1.1\r\nHost: a-b.example:3000\r\n\r\n", nil},
		{"RFC 9110 7.2: an empty one", "GET / HTTP/1.1\r\nHost:\r\n\r\n", nil},
		{"RFC 9112 3.2: none in HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, _, e := parse(t, []byte(tt.in)); e != tt.want {
				t.Errorf("got %v, want %v", e, tt.want)
			}
		})
	}
}
