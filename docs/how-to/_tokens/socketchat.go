package main

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// JoinToken returns a token that lets its holder join channel for ttl. data is anything JSON can say, or nil.
func JoinToken(apiKey, channel string, data any, ttl time.Duration) (string, error) {
	text, err := marshal(struct {
		Channel   string `json:"channel"`
		Timestamp int64  `json:"timestamp"`
		Data      any    `json:"data,omitempty"`
	}{channel, time.Now().Add(ttl).Unix(), data})
	if err != nil {
		return "", err
	}
	signature := md5.Sum(append(text[:len(text):len(text)], apiKey...))
	return base64.StdEncoding.EncodeToString(hex.AppendEncode(text, signature[:])), nil
}

// Publish broadcasts to everyone in channel. It returns the cursor; an error has the server's code and message.
func Publish(ctx context.Context, url, apiKey, channel, event string, data any) (string, error) {
	body, err := marshal(map[string]any{"channel": channel, "event": event, "data": data})
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second) // the server answers within 2 s
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/api/socket/events", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-Api-Key", apiKey)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	var answer struct{ Cursor, Code, Message string }
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return "", err
	}
	if response.StatusCode != http.StatusOK {
		return "", fmt.Errorf("publish: %d %s: %s", response.StatusCode, answer.Code, answer.Message)
	}
	return answer.Cursor, nil
}

// marshal is json.Marshal without the escapes that are meant for HTML.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}
