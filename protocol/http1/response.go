package http1

// Response is an answer, whole.
type Response struct {
	Status      int
	ContentType string // no field when empty
	Body        []byte // not sent with 1xx, 204 and 304
	Headers     []byte // more field lines, each "Name: value\r\n"
	Close       bool   // says Connection: close
	Head        bool   // answers HEAD: Body gives the Content-Length and is not sent
}

// Continue is the interim answer to Expect: 100-continue.
var Continue = []byte("HTTP/1.1 100 Continue\r\n\r\n")

// Append appends the response to dst.
func (r *Response) Append(dst []byte) []byte { return dst }
