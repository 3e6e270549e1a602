// Package rawjson checks JSON that arrives from outside and finds raw spans in it, so that what
// is relayed leaves byte for byte as it came. It never builds values and never re-serialises.
//
// Everything that comes in passes Valid once; Members, Elements and String then walk what is known
// to be valid. On anything else they return an error or a wrong span, but stay inside the slice.
package rawjson

import (
	"errors"
	"fmt"
)

// MaxDepth is how many arrays and objects may stand inside each other. Clients and backends parse
// what is relayed with recursive parsers, so depth is a cost of theirs that we bound.
const MaxDepth = 128

var (
	// ErrSyntax says that the bytes are not one JSON value of RFC 8259.
	ErrSyntax = errors.New("invalid JSON")
	// ErrUTF8 says that a string holds bytes that are not UTF-8.
	ErrUTF8 = errors.New("invalid UTF-8")
	// ErrDepth says that values nest deeper than MaxDepth.
	ErrDepth = errors.New("nested too deeply")
	// ErrNotObject says that Members was given another value than an object.
	ErrNotObject = errors.New("not a JSON object")
	// ErrNotArray says that Elements was given another value than an array.
	ErrNotArray = errors.New("not a JSON array")
)

// Error is what Valid returns: what is wrong and where. It wraps ErrSyntax, ErrUTF8 or ErrDepth and
// holds nothing of the input.
type Error struct {
	Kind   error
	Offset int    // in bytes, of the first byte that can not stand there; the length at an early end
	What   string // what was expected or found, for example "a value was expected"
}

// Error reads "invalid JSON at byte 12: a value was expected".
func (e *Error) Error() string {
	return fmt.Sprintf("%v at byte %d: %s", e.Kind, e.Offset, e.What)
}

// Unwrap returns the sentinel.
func (e *Error) Unwrap() error { return e.Kind }
