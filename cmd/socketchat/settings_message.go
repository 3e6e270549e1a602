package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// shown returns the default in sc as lists show it: "3000", "all addresses", "" for none.
func (row *setting) shown(sc scope) string {
	if sc.dev && row.devText+row.dev != "" {
		return row.devText + row.dev // one of them
	}
	if row.fallbackText != "" {
		return row.fallbackText
	}
	return row.fallback
}

// mustBe completes `It must be ...`.
func (row *setting) mustBe() string {
	switch row.kind {
	case number:
		return fmt.Sprintf("a number from %d to %d", row.min, row.max)
	case size:
		return fmt.Sprintf("from %v to %v, in bytes or with KiB, MiB or GiB", Bytes(row.min), Bytes(row.max))
	case duration:
		return fmt.Sprintf("from %s to %s, with a unit as in %s",
			shortDuration(row.min), shortDuration(row.max), row.fallback)
	default:
		return row.must
	}
}

// complaint says what is wrong with raw: it cannot be read, or it is out of range.
func (row *setting) complaint(raw string, outOfRange bool, sc scope) string {
	var b strings.Builder
	b.WriteString(row.name + ": ")
	if row.secret {
		fmt.Fprintf(&b, "the value (%d bytes)", len(raw))
	} else {
		b.WriteString(strconv.Quote(raw))
	}
	if outOfRange {
		b.WriteString(" is out of range.")
	} else {
		b.WriteString(" is not " + row.is + ".")
	}
	b.WriteString(" It must be " + row.mustBe())
	if d := row.shown(sc); d != "" {
		b.WriteString(" (default " + d + ")")
	}
	b.WriteString(".")
	if kubernetesLink(row.name, raw) {
		b.WriteString(" Kubernetes sets it so for a Service named redis: set it yourself, or enableServiceLinks to false.")
	}
	return b.String()
}

// kubernetesLink recognises the variable that Kubernetes derives from a Service's name,
// for example REDIS_PORT=tcp://10.0.0.1:6379.
func kubernetesLink(name, raw string) bool {
	return name == "REDIS_PORT" && strings.HasPrefix(raw, "tcp://")
}

// shortDuration writes ns nanoseconds without zero parts: "2m", "1h", "100ms".
func shortDuration(ns int64) string {
	s := time.Duration(ns).String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}
