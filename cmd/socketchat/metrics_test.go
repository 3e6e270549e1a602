package main

import (
	"bytes"
	"log/slog"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
)

func TestMetricsAreCleanByPromlint(t *testing.T) {
	for name, environment := range map[string][]string{
		"in memory":  {"HTTP_API_KEY=0123456789abcdef"},
		"with Redis": {"HTTP_API_KEY=0123456789abcdef", "REDIS_HOST=127.0.0.1"},
	} {
		t.Run(name, func(t *testing.T) {
			l := load(environment, scopeAll, 1000)
			n := newNode(&l.Settings, slog.New(slog.DiscardHandler))
			body, _, err := n.metrics().Text()
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Contains(body, []byte("\nsocketchat_ready ")) {
				t.Fatalf("it is not all there:\n%s", body)
			}
			problems, err := promlint.New(bytes.NewReader(body)).Lint()
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range problems {
				t.Errorf("%s: %s", p.Metric, p.Text)
			}
		})
	}
}
