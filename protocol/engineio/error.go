package engineio

import "strconv"

// ErrorCode is the reason in the JSON body with which a request is refused.
type ErrorCode int

// The codes of engine.io's server.
const (
	UnknownTransport ErrorCode = iota
	UnknownSID
	BadHandshakeMethod
	BadRequest
	Forbidden
	UnsupportedVersion
)

var errorMessages = [...]string{
	UnknownTransport:   "Transport unknown",
	UnknownSID:         "Session ID unknown",
	BadHandshakeMethod: "Bad handshake method",
	BadRequest:         "Bad request",
	Forbidden:          "Forbidden",
	UnsupportedVersion: "Unsupported protocol version",
}

// Message returns the text that clients show.
func (c ErrorCode) Message() string { return errorMessages[c] }

// Status returns the HTTP status of the answer.
func (c ErrorCode) Status() int {
	if c == Forbidden {
		return 403
	}
	return 400
}

// Append appends the JSON body, for example {"code":1,"message":"Session ID unknown"}.
func (c ErrorCode) Append(dst []byte) []byte {
	dst = append(dst, `{"code":`...)
	dst = strconv.AppendInt(dst, int64(c), 10)
	dst = append(dst, `,"message":"`...)
	dst = append(dst, c.Message()...)
	return append(dst, `"}`...)
}
