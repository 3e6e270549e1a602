package bench

import (
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// The histograms hold nanoseconds with three digits, from a microsecond to five minutes.
const (
	shortest = int64(time.Microsecond)
	longest  = int64(5 * time.Minute)
)

func newHistogram() *hdrhistogram.Histogram { return hdrhistogram.New(shortest, longest, 3) }

// record notes a duration; what is longer than the histogram counts as its longest.
func record(h *hdrhistogram.Histogram, ns int64) {
	_ = h.RecordValue(min(max(ns, 0), longest)) // in range
}

// Quantiles sum up a histogram, in nanoseconds.
type Quantiles struct {
	Count int64 `json:"count"`
	P50   int64 `json:"p50"`
	P90   int64 `json:"p90"`
	P99   int64 `json:"p99"`
	P999  int64 `json:"p999"`
	Max   int64 `json:"max"`
}

func quantiles(h *hdrhistogram.Histogram) Quantiles {
	v := h.ValueAtPercentilesSlice([]float64{50, 90, 99, 99.9, 100})
	return Quantiles{h.TotalCount(), v[0], v[1], v[2], v[3], v[4]}
}
