package bench

import (
	"encoding/json"
	"io"
)

// writeJSON writes the whole report.
func (r *Report) writeJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(r)
}
