package httpapi

import "sync/atomic"

// counts are one counter for each code.
type counts [codes]atomic.Uint64

// Result is how often requests ended with one code.
type Result struct {
	Code  string // "ok" for publishes that were appended, else an error's code
	Count uint64
}

// Stats returns a result for each code there is, also for those that never happened, always in the
// same order. Errors count on whichever route they happen.
func (a *API) Stats() []Result {
	s := make([]Result, codes)
	for c := range s {
		s[c] = Result{table[c].name, a.results[c].Load()}
	}
	return s
}
