package httpapi

import (
	"time"

	"socketchat/protocol/http1"
	"socketchat/protocol/rawjson"
)

// Publish handles the complete body of a POST to the events path, whose last byte came at received.
// body is not kept. answer is called exactly once, on any goroutine, possibly before Publish returns,
// and within PublishTimeout of received.
func (a *API) Publish(body []byte, received time.Time, answer func(http1.Response)) {
	e, p := parseEvent(body)
	if p.message != "" {
		answer(a.fail(p.code, p.message, nil))
		return
	}
	a.publisher.Publish(e.channel, e.packet(), received.Add(PublishTimeout), func(cursor string, err error) {
		if err != nil {
			answer(a.unavailable(err))
			return
		}
		answer(a.ok(cursor))
	})
}

func (a *API) ok(cursor string) http1.Response {
	a.results[published].Add(1)
	body := make([]byte, 0, len(cursor)+48)
	body = append(body, `{"status":"ok","cursor":`...)
	body = rawjson.AppendString(body, cursor)
	body = append(body, '}')
	return http1.Response{Status: 200, ContentType: contentType, Body: body}
}
