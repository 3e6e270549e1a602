package webhook

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"socketchat/auth"
)

// validity is how long the body's signature holds, counted from the first attempt. All attempts of
// a host that is not busy begin within it; see backoff.
const validity = 60 * time.Second

// message is one webhook from its client's end until it is sent, has failed or was dropped.
type message struct {
	// Static after construction.
	url    *url.URL
	host   *host
	queued time.Time

	// Owned by the worker that attempts it, or by the queue.
	id       string
	body     []byte
	attempts int
}

// prepare gives the message its id and body, at its first attempt: the body says until when it is
// valid, and it may have waited. Both stay the same in every attempt.
func (m *message) prepare(keys auth.Keys, now time.Time) {
	if m.id != "" {
		return
	}
	m.id = "msg_" + rand.Text()
	json := append([]byte(nil), `{"data":{"event":"disconnect"},"timestamp":`...)
	json = strconv.AppendInt(json, now.Add(validity).Unix(), 10)
	m.body = []byte(keys.Seal(append(json, '}')))
}

// request returns an attempt's request. Its time is the attempt's, so a receiver that refuses old
// webhooks takes a late attempt. Source: Standard Webhooks, "Webhook metadata".
func (m *message) request(ctx context.Context, keys auth.Keys, now time.Time) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, m.url.String(), bytes.NewReader(m.body))
	if err != nil {
		return nil, err
	}
	timestamp := strconv.FormatInt(now.Unix(), 10)
	r.Header.Set("Content-Type", "text/plain")
	r.Header.Set("User-Agent", "socketchat")
	r.Header.Set("webhook-id", m.id)
	r.Header.Set("webhook-timestamp", timestamp)
	r.Header.Set("webhook-signature", signatures(keys, m.id, timestamp, m.body))
	return r, nil
}

// signatures returns "v1,base64" for each key, separated by blanks.
func signatures(keys auth.Keys, id, timestamp string, body []byte) string {
	signed := append([]byte(id+"."+timestamp+"."), body...)
	var b []byte
	for _, mac := range keys.MACs(signed) {
		if b != nil {
			b = append(b, ' ')
		}
		b = append(b, "v1,"...)
		b = base64.StdEncoding.AppendEncode(b, mac)
	}
	return string(b)
}
