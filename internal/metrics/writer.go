package metrics

import "github.com/prometheus/client_golang/prometheus"

// Writer takes the readings of one scrape. Names come without the prefix; units are seconds
// and bytes.
type Writer struct {
	c chan<- prometheus.Metric
}

// Counter writes a counter, whose name ends in _total.
func (w *Writer) Counter(name, help string, v uint64) {
	w.c <- prometheus.MustNewConstMetric(desc(name, help), prometheus.CounterValue, float64(v))
}

// CounterBy writes one counter for each value of label.
func (w *Writer) CounterBy(name, help, label string, values map[string]uint64) {
	d := desc(name, help, label)
	for value, v := range values {
		w.c <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(v), value)
	}
}

// Gauge writes a value that goes up and down.
func (w *Writer) Gauge(name, help string, v float64) {
	w.c <- prometheus.MustNewConstMetric(desc(name, help), prometheus.GaugeValue, v)
}

// GaugeBy writes one gauge for each value of label.
func (w *Writer) GaugeBy(name, help, label string, values map[string]float64) {
	d := desc(name, help, label)
	for value, v := range values {
		w.c <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, value)
	}
}

// Histogram writes a histogram of seconds: buckets holds cumulative counts by upper bound.
func (w *Writer) Histogram(name, help string, count uint64, sum float64, buckets map[float64]uint64) {
	w.c <- prometheus.MustNewConstHistogram(desc(name, help), count, sum, buckets)
}

func desc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(prefix+name, help, labels, nil)
}
