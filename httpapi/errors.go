package httpapi

import (
	"errors"
	"strconv"
	"time"

	"socketchat/protocol/http1"
	"socketchat/protocol/rawjson"
)

// code is a result: a word for programs, in the body, in the log and as a metric's label.
type code uint8

const (
	published code = iota
	invalidJSON
	invalidChannel
	invalidEvent
	invalidAPIKey
	notFound
	methodNotAllowed
	payloadTooLarge
	invalidContentType
	brokerUnavailable
	outcomeUnknown
	overloaded
	codes // how many there are
)

// table is every result with its HTTP status.
var table = [codes]struct {
	name   string
	status int
}{
	published:          {"ok", 200},
	invalidJSON:        {"invalid_json", 400},
	invalidChannel:     {"invalid_channel", 400},
	invalidEvent:       {"invalid_event", 400},
	invalidAPIKey:      {"invalid_api_key", 401},
	notFound:           {"not_found", 404},
	methodNotAllowed:   {"method_not_allowed", 405},
	payloadTooLarge:    {"payload_too_large", 413},
	invalidContentType: {"invalid_content_type", 415},
	brokerUnavailable:  {"broker_unavailable", 503},
	outcomeUnknown:     {"outcome_unknown", 503},
	overloaded:         {"overloaded", 503},
}

const contentType = "application/json"

// fail counts and builds an error's response. headers are whole field lines or nil.
func (a *API) fail(c code, message string, headers []byte) http1.Response {
	a.results[c].Add(1)
	res := Failed(table[c].status, table[c].name, message)
	res.Headers = headers
	return res
}

// Failed builds the response that every error has, also those outside the API. code is a word
// that needs no JSON escape.
func Failed(status int, code, message string) http1.Response {
	body := make([]byte, 0, len(message)+96)
	body = append(body, `{"status":"error","code":"`...)
	body = append(body, code...)
	body = append(body, `","message":`...)
	body = rawjson.AppendString(body, message)
	body = append(body, '}')
	return http1.Response{Status: status, ContentType: contentType, Body: body}
}

// unavailable is the response to what a Publisher gave to done. Of an error that is no Failure
// nothing is known, so the event may have been appended.
func (a *API) unavailable(err error) http1.Response {
	var f Failure
	if !errors.As(err, &f) {
		return a.fail(outcomeUnknown, "It is not known whether the event was appended; if a second copy does no harm, send it again. Retry-After: 1.", retryAfter(0))
	}
	return a.fail(failureCode(f.Code()), f.Error(), retryAfter(f.RetryAfter()))
}

func failureCode(name string) code {
	for c := brokerUnavailable; c < codes; c++ {
		if table[c].name == name {
			return c
		}
	}
	return outcomeUnknown
}

// Stopping is the response of a node that stops to a publish that comes too late for it. The
// connection closes after it.
func (a *API) Stopping() http1.Response {
	res := a.fail(brokerUnavailable, "This node is stopping. The event was not appended: send it to another node, or again. Retry-After: 1.", retryAfter(time.Second))
	res.Close = true
	return res
}

// retryAfter is the header for d in whole seconds, rounded up, at least one.
func retryAfter(d time.Duration) []byte {
	seconds := max(1, int64((d+time.Second-1)/time.Second))
	b := append(make([]byte, 0, 32), "Retry-After: "...)
	b = strconv.AppendInt(b, seconds, 10)
	return append(b, "\r\n"...)
}
