package bench

import (
	"encoding/json"
	"fmt"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// histogram is an HDR histogram that travels as JSON: a string in HdrHistogram's own V2
// compressed encoding, which its other tools read too.
type histogram struct{ *hdrhistogram.Histogram }

// MarshalJSON implements json.Marshaler.
func (h histogram) MarshalJSON() ([]byte, error) {
	if h.Histogram == nil {
		return []byte("null"), nil
	}
	b, err := h.Encode(hdrhistogram.V2CompressedEncodingCookieBase)
	if err != nil {
		return nil, fmt.Errorf("encode histogram: %w", err)
	}
	return json.Marshal(string(b))
}

// UnmarshalJSON implements json.Unmarshaler.
func (h *histogram) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil || s == "" {
		return err
	}
	var err error
	if h.Histogram, err = hdrhistogram.Decode([]byte(s)); err != nil {
		return fmt.Errorf("decode histogram: %w", err)
	}
	return nil
}

// merge adds g, which may be empty.
func (h *histogram) merge(g histogram) {
	if h.Histogram == nil {
		h.Histogram = newHistogram()
	}
	if g.Histogram != nil {
		h.Merge(g.Histogram)
	}
}

func (h histogram) quantiles() Quantiles {
	if h.Histogram == nil {
		return Quantiles{}
	}
	return quantiles(h.Histogram)
}
