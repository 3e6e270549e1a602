package http1

import "testing"

func TestParseRefusesUnclearFraming(t *testing.T) {
	for _, tt := range []struct {
		name, fields string
		want         *Error
	}{
		{"RFC 9112 6.1: both Content-Length and Transfer-Encoding", "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", errLengthAndCoding},
		{"RFC 9112 6.1: both, in the other order", "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n", errLengthAndCoding},
		{"RFC 9112 6.1: both, the length being 0", "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n", errLengthAndCoding},
		{"RFC 9112 6.1: an unknown coding is a 501", "Transfer-Encoding: gzip, chunked\r\n", errCodingUnknown},
		{"RFC 9112 6.3: MUST answer 400 where chunked is not last", "Transfer-Encoding: chunked, gzip\r\n", errCodingEnd},
		{"RFC 9112 6.3: MUST answer 400 without chunked", "Transfer-Encoding: identity\r\n", errCodingEnd},
		{"RFC 9112 6.3: MUST answer 400 to an empty coding", "Transfer-Encoding:\r\n", errCodingEnd},
		{"RFC 9112 6.3: chunked with a parameter is not chunked", "Transfer-Encoding: chunked;a=b\r\n", errCodingEnd},
		{"RFC 9112 6.3: a prefix of chunked is not chunked", "Transfer-Encoding: xchunked\r\n", errCodingEnd},
		{"RFC 9110 5.5: a vertical tab is no whitespace", "Transfer-Encoding: \x0bchunked\r\n", errFieldValue},
		{"RFC 9112 7: MUST NOT chunk twice, on one line", "Transfer-Encoding: chunked, chunked\r\n", errCodingUnknown},
		{"RFC 9112 7: MUST NOT chunk twice, on two lines", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", errCodings},
		{"RFC 9112 6.3: two codings on two lines", "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", errCodingEnd},
		{"RFC 9112 6.3: MUST refuse lengths that differ", "Content-Length: 1\r\nContent-Length: 2\r\n", errLengths},
		{"RFC 9112 6.3: MUST refuse a list of lengths", "Content-Length: 1, 1\r\n", errLength},
		{"RFC 9110 8.6: digits only, no sign", "Content-Length: +1\r\n", errLength},
		{"RFC 9110 8.6: digits only, no minus", "Content-Length: -1\r\n", errLength},
		{"RFC 9110 8.6: digits only, no hexadecimal", "Content-Length: 0x1\r\n", errLength},
		{"RFC 9110 8.6: digits only, no blank within", "Content-Length: 1 1\r\n", errLength},
		{"RFC 9110 8.6: not empty", "Content-Length:\r\n", errLength},
		{"RFC 9110 8.6: MUST NOT overflow", "Content-Length: 9223372036854775808\r\n", errLengthTooLarge},
		{"RFC 9110 8.6: MUST NOT overflow twice", "Content-Length: 18446744073709551617\r\n", errLengthTooLarge},
		{"RFC 9110 10.1.1: an unknown expectation is a 417", "Expect: 200-ok\r\n", errExpect},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, _, e := parse(t, []byte(get+tt.fields+"\r\n")); e != tt.want {
				t.Errorf("got %v, want %v", e, tt.want)
			}
		})
	}
}

func TestParseRefusesCodingsInHTTP10(t *testing.T) {
	in := "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" // RFC 9112 6.1: MUST treat as faulty
	if _, _, e := parse(t, []byte(in)); e != errCodingIn10 {
		t.Errorf("got %v", e)
	}
}

func TestParseDrawsMeaningFromFields(t *testing.T) {
	const v10, v11 = " HTTP/1.0\r\n", " HTTP/1.1\r\nHost: a\r\n"
	for _, tt := range []struct {
		name, in string
		want     Head // what to compare: Minor, ContentLength, Chunked, Close, Expect100, Upgrade
	}{
		{"RFC 9112 6.3: without length and coding there is no body", v11, Head{Minor: 1, ContentLength: -1}},
		{"RFC 9110 8.6: a length", v11 + "content-length: 012\r\n", Head{Minor: 1, ContentLength: 12}},
		{"RFC 9112 6.3: a length said twice", v11 + "Content-Length: 5\r\nContent-Length: 5\r\n", Head{Minor: 1, ContentLength: 5}},
		{"RFC 9110 8.6: the largest length", v11 + "Content-Length: 9223372036854775807\r\n", Head{Minor: 1, ContentLength: 1<<63 - 1}},
		{"RFC 9112 7: coding names have no case", v11 + "TRANSFER-ENCODING: Chunked\r\n", Head{Minor: 1, ContentLength: -1, Chunked: true}},
		{"RFC 9112 9.6: MUST close when asked", v11 + "Connection: close\r\n", Head{Minor: 1, ContentLength: -1, Close: true}},
		{"RFC 9110 7.6.1: options are a list without case", v11 + "Connection: x,, CLOSE\r\n", Head{Minor: 1, ContentLength: -1, Close: true}},
		{"RFC 9112 9.6: close goes before keep-alive", v11 + "Connection: keep-alive, close\r\n", Head{Minor: 1, ContentLength: -1, Close: true}},
		{"RFC 9112 9.3: HTTP/1.1 stays open without being asked", v11 + "Connection: keep-alive\r\n", Head{Minor: 1, ContentLength: -1}},
		{"RFC 9110 7.6.1: an option that only starts with close", v11 + "Connection: closed\r\n", Head{Minor: 1, ContentLength: -1}},
		{"RFC 9112 9.3: HTTP/1.0 closes", v10, Head{ContentLength: -1, Close: true}},
		{"RFC 9112 9.3: HTTP/1.0 closes with keep-alive too", v10 + "Connection: keep-alive\r\n", Head{ContentLength: -1, Close: true}},
		{"RFC 9110 7.8: an upgrade", v11 + "Connection: keep-alive\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n", Head{Minor: 1, ContentLength: -1, Upgrade: []byte("websocket")}},
		{"RFC 9110 7.8: Upgrade without the option", v11 + "Upgrade: websocket\r\n", Head{Minor: 1, ContentLength: -1}},
		{"RFC 9110 7.8: the option without Upgrade", v11 + "Connection: upgrade\r\n", Head{Minor: 1, ContentLength: -1}},
		{"RFC 9110 7.8: MUST ignore Upgrade in HTTP/1.0", v10 + "Connection: upgrade\r\nUpgrade: websocket\r\n", Head{ContentLength: -1, Close: true}},
		{"RFC 9110 10.1.1: an expectation", v11 + "Content-Length: 1\r\nExpect: 100-Continue\r\n", Head{Minor: 1, ContentLength: 1, Expect100: true}},
		{"RFC 9110 10.1.1: an expectation without content", v11 + "Expect: 100-continue\r\n", Head{Minor: 1, ContentLength: -1}},
		{"RFC 9110 10.1.1: MUST ignore an expectation in HTTP/1.0", v10 + "Content-Length: 1\r\nExpect: 100-continue\r\n", Head{ContentLength: 1, Close: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h, _, e := parse(t, []byte("GET /"+tt.in+"\r\n"))
			if e != nil {
				t.Fatal(e)
			}
			if h.Minor != tt.want.Minor || h.ContentLength != tt.want.ContentLength || h.Chunked != tt.want.Chunked ||
				h.Close != tt.want.Close || h.Expect100 != tt.want.Expect100 || string(h.Upgrade) != string(tt.want.Upgrade) {
				t.Errorf("got %+v, want %+v", h, tt.want)
			}
		})
	}
}

func TestParseForgetsTheRequestBefore(t *testing.T) {
	var h Head
	if _, err := h.Parse([]byte("POST /a?b HTTP/1.0\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Parse([]byte(get + "\r\n")); err != nil {
		t.Fatal(err)
	}
	if h.ContentLength != -1 || h.Query != nil || h.Close || len(h.Headers) != 1 {
		t.Errorf("got %+v", h)
	}
	if n, err := h.Parse([]byte("GE")); n != 0 || err != nil || h.Path != nil {
		t.Errorf("got %d, %v, path %q", n, err, h.Path)
	}
}
