package httpapi

import (
	"strconv"
	"time"

	"socketchat/internal/later"
	"socketchat/protocol/http1"
	"socketchat/protocol/rawjson"
)

// Publish handles the complete body of a POST to the events path, whose last byte came at received.
// body is not kept. answer is called exactly once, on any goroutine, possibly before Publish returns,
// and within PublishTimeout of received. q is the Publisher's.
func (a *API) Publish(body []byte, received time.Time, q later.Queue, answer func(http1.Response)) {
	e, p := parseEvent(body)
	if p.message != "" {
		answer(a.fail(p.code, p.message, nil))
		return
	}
	channel := e.channel
	a.publisher.Publish(channel, e.packet(), received.Add(PublishTimeout), q, func(cursor string, err error) {
		if err != nil {
			answer(a.unavailable(err))
			return
		}
		answer(a.ok(cursor, a.subscribers(channel)))
	})
}

// ok says that the event has its place in the log. subscribers is no receipt: it is how many there
// were as far as this node knew.
func (a *API) ok(cursor string, subscribers int64) http1.Response {
	a.results[published].Add(1)
	body := make([]byte, 0, len(cursor)+72)
	body = append(body, `{"status":"ok","cursor":`...)
	body = rawjson.AppendString(body, cursor)
	body = append(body, `,"subscribers":`...)
	body = strconv.AppendInt(body, subscribers, 10)
	body = append(body, '}')
	return http1.Response{Status: 200, ContentType: contentType, Body: body}
}
