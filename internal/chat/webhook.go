package chat

import (
	"socketchat/internal/session"
	"socketchat/protocol/rawjson"
)

// webhookURL is a Socket's State: where its end is to be told. A Socket whose latest token names
// nothing has no State.
type webhookURL string

// OnLeave sets what is called, on a client's shard, when one leaves for good whose latest token had
// data.webhook_url: its session has ended, or it left the namespace. A node that stops does not
// count, since its clients come back by themselves. f must not block. Call it before the first
// session begins.
func (c *Chat) OnLeave(f func(webhookURL string)) { c.left = f }

// remember notes what a token that was joined with says; the latest one counts.
func (c *Chat) remember(s *session.Socket, data []byte) {
	if c.left == nil {
		return
	}
	s.State = nil
	if url := webhookIn(data); url != "" {
		s.State = webhookURL(url)
	}
}

// webhookIn returns the member webhook_url of a token's data, "" when that is no object or has none or
// null. One that is no string is returned as its JSON, which is no URL: its webhook fails as such.
func webhookIn(data []byte) (url string) {
	if len(data) == 0 || data[0] != '{' {
		return ""
	}
	_ = rawjson.Members(data, func(key, val []byte) bool {
		if string(key) == "webhook_url" {
			text, ok := rawjson.String(val)
			if !ok && string(val) != "null" {
				text = string(val)
			}
			url = text
		}
		return true
	})
	return url
}
