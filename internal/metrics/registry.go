// Package metrics turns what the packages count into the Prometheus text exposition. It knows
// none of them: whoever wires the program adds functions that read their counters.
package metrics

import (
	"bytes"
	"fmt"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/common/expfmt"
)

// prefix begins the name of every metric of our own.
const prefix = "socketchat_"

// Registry gathers metrics. Add everything before the first Text; Text may then be called by
// any goroutine.
type Registry struct {
	registry *prometheus.Registry
}

// New returns a registry with the Go runtime's and the process's metrics and build_info.
func New(version, goVersion, backend string) *Registry {
	r := &Registry{registry: prometheus.NewRegistry()}
	r.registry.MustRegister(
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	info := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: prefix + "build_info",
		Help: "What is running; always 1.",
		ConstLabels: prometheus.Labels{
			"version": version, "goversion": goVersion, "backend": backend,
		},
	})
	info.Set(1)
	r.registry.MustRegister(info)
	return r
}

// Add has f write its metrics at each scrape.
func (r *Registry) Add(f func(w *Writer)) { r.registry.MustRegister(source(f)) }

// Text gathers everything in the text exposition format.
func (r *Registry) Text() (body []byte, contentType string, err error) {
	families, err := r.registry.Gather()
	if err != nil {
		return nil, "", fmt.Errorf("gather metrics: %w", err)
	}
	var b bytes.Buffer
	format := expfmt.NewFormat(expfmt.TypeTextPlain)
	encoder := expfmt.NewEncoder(&b, format)
	for _, f := range families {
		if err := encoder.Encode(f); err != nil {
			return nil, "", fmt.Errorf("encode metrics: %w", err)
		}
	}
	return b.Bytes(), string(format), nil
}

// source is a collector whose metrics are known only when it is asked.
type source func(w *Writer)

// Describe says nothing, which makes the collector an unchecked one.
func (source) Describe(chan<- *prometheus.Desc) {}

// Collect writes the metrics as they are now.
func (s source) Collect(c chan<- prometheus.Metric) { s(&Writer{c: c}) }
