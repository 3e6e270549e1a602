package http1

import "strconv"

// Error is a request that cannot be read on: it is answered with Status, and the connection is
// closed, since where the next request begins is not known. The errors of this package are
// constants that quote nothing of what was sent.
type Error struct {
	Status int    // 400, 413, 414, 417, 431, 501 or 505
	Reason string // one sentence or two: what is wrong, and what it must be
}

// Error returns the status and the reason.
func (e *Error) Error() string {
	return "http1: " + strconv.Itoa(e.Status) + ": " + e.Reason
}
