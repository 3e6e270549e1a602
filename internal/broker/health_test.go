package broker

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"testing"
	"time"
)

func TestHealthLogsHowLongRedisWasAwayWithAUnit(t *testing.T) {
	var out bytes.Buffer
	h := &health{log: slog.New(slog.NewJSONHandler(&out, nil)), start: time.Now(), config: &RedisConfig{}}
	h.fails(partTail, failure{kind: ErrorClosed, text: "the connection ended", err: io.EOF})
	h.since = h.since.Add(-7270 * time.Millisecond)
	out.Reset()
	h.works(partTail)

	var line struct{ Msg, Away string }
	if err := json.Unmarshal(out.Bytes(), &line); err != nil {
		t.Fatalf("%s: %v", out.Bytes(), err)
	}
	away, err := time.ParseDuration(line.Away)
	if err != nil || away < 7270*time.Millisecond || away != away.Round(time.Millisecond) || line.Msg != "redis is back" {
		t.Errorf("%s: away is not a duration in whole milliseconds", out.Bytes())
	}
}

func TestRedisThatHasAnsweredIsNotTakenForOneThatSpeaksTLS(t *testing.T) {
	closed := failure{kind: ErrorClosed, text: "the connection ended", err: io.EOF}
	reply := failure{kind: ErrorReply, reply: true, err: errors.New("ERR This instance has cluster support disabled")}
	for name, answer := range map[string]func(h *health){
		"an error reply": func(h *health) { h.fails(partTail, reply) },
		"a success":      func(h *health) { h.works(partTail) },
		"nothing":        func(*health) {},
	} {
		var out bytes.Buffer
		h := &health{log: slog.New(slog.NewJSONHandler(&out, nil)), start: time.Now(), config: &RedisConfig{}}
		answer(h)
		h.fails(partAppend, closed)
		if got := bytes.Contains(out.Bytes(), []byte("REDIS_TLS")); got != (name == "nothing") {
			t.Errorf("after %s: %s", name, out.Bytes())
		}
	}
}
