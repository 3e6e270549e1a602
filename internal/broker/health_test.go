package broker

import (
	"bytes"
	"encoding/json"
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
