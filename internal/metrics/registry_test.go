package metrics

import (
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
)

func sample() *Registry {
	r := New("v1", "go1", "nbio")
	r.Add(func(w *Writer) {
		w.Counter("writes_total", "Writes.", 7)
		w.CounterBy("closed_total", "Closed.", "reason", map[string]uint64{"shutdown": 2})
		w.Gauge("pending_bytes", "Pending.", 1.5)
		w.GaugeBy("sessions", "Sessions.", "transport", map[string]float64{"polling": 3})
		w.Histogram("lag_seconds", "Lag.", 4, 0.5, map[float64]uint64{0.1: 3})
	})
	return r
}

func TestTextHoldsEveryReadingUnderThePrefix(t *testing.T) {
	body, contentType, err := sample().Text()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(contentType, "text/plain; version=0.0.4") {
		t.Errorf("content type %q", contentType)
	}
	for _, line := range []string{
		`socketchat_writes_total 7`,
		`socketchat_closed_total{reason="shutdown"} 2`,
		`socketchat_pending_bytes 1.5`,
		`socketchat_sessions{transport="polling"} 3`,
		`socketchat_lag_seconds_bucket{le="0.1"} 3`,
		`socketchat_lag_seconds_count 4`,
		`socketchat_build_info{backend="nbio",goversion="go1",version="v1"} 1`,
	} {
		if !strings.Contains(string(body), line+"\n") {
			t.Errorf("no line %q in:\n%s", line, body)
		}
	}
	for _, family := range []string{"go_goroutines", "process_cpu_seconds_total"} {
		if !strings.Contains(string(body), "\n"+family+" ") {
			t.Errorf("no %s", family)
		}
	}
}

func TestTextIsCleanByPromlint(t *testing.T) {
	body, _, err := sample().Text()
	if err != nil {
		t.Fatal(err)
	}
	problems, err := promlint.New(strings.NewReader(string(body))).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
}
