package main

import (
	"errors"
	"math"
	"strconv"
	"strings"
)

// Bytes is a size in bytes.
type Bytes int64

const (
	kib = 1 << 10
	mib = 1 << 20
	gib = 1 << 30
)

var units = []struct {
	suffix string
	size   int64
}{{"GiB", gib}, {"MiB", mib}, {"KiB", kib}}

var errSize = errors.New("not a size")

// UnmarshalText reads a plain number of bytes, or a whole number followed by KiB, MiB or GiB
// with or without a blank between.
func (b *Bytes) UnmarshalText(text []byte) error {
	number, size := string(text), int64(1)
	for _, u := range units {
		if before, found := strings.CutSuffix(number, u.suffix); found {
			number, size = strings.TrimRight(before, " "), u.size
			break
		}
	}
	n, err := strconv.ParseUint(number, 10, 63)
	if err != nil || int64(n) > math.MaxInt64/size {
		return errSize
	}
	*b = Bytes(int64(n) * size)
	return nil
}

// String returns the shortest form that UnmarshalText reads: "64MiB", "1000000".
func (b Bytes) String() string {
	for _, u := range units {
		if n := int64(b); n != 0 && n%u.size == 0 {
			return strconv.FormatInt(n/u.size, 10) + u.suffix
		}
	}
	return strconv.FormatInt(int64(b), 10)
}
