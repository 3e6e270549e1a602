//go:build linux

package bench

import "io"

func (r *Report) writeHTML(io.Writer) error { return nil }
