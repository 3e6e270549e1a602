package bench

import (
	"bytes"
	"errors"
	"strconv"
)

var errResponse = errors.New("not an HTTP response that the generator understands")

var (
	endOfHead     = []byte("\r\n\r\n")
	contentLength = []byte("\r\nContent-Length: ")
)

// response is an HTTP answer. body aliases what was parsed.
type response struct {
	status int
	head   []byte
	body   []byte
}

// parseResponse reads one answer with a Content-Length, or a bare 101. n is 0 while it is not
// complete. It knows no chunks: the servers that it measures send none.
func parseResponse(b []byte) (r response, n int, err error) {
	end := bytes.Index(b, endOfHead)
	if end < 0 {
		return response{}, 0, nil
	}
	if end < 12 || string(b[:7]) != "HTTP/1." {
		return response{}, 0, errResponse
	}
	r.head, n = b[:end+2], end+len(endOfHead)
	for _, c := range b[9:12] {
		r.status = r.status*10 + int(c-'0')
	}
	if r.status == 101 {
		return r, n, nil
	}
	at := bytes.Index(r.head, contentLength)
	if at < 0 {
		return response{}, 0, errResponse
	}
	digits := r.head[at+len(contentLength):]
	size, err := strconv.Atoi(string(digits[:bytes.IndexByte(digits, '\r')]))
	if err != nil || size < 0 {
		return response{}, 0, errResponse
	}
	if len(b) < n+size {
		return response{}, 0, nil
	}
	r.body = b[n : n+size]
	return r, n + size, nil
}
