// Package broker appends broadcasts to the one ordered log and moves the window's tail over
// them: Local keeps the log in memory, Redis in a stream that several nodes share.
//
// Both answer a publish exactly once and before its deadline has long passed; success means
// that the broadcast has its place in the log.
package broker

import (
	"crypto/rand"
	"time"
)

// admissionLag is the age of the oldest entry not fanned out above which no publish is
// appended: without a cap latency grows to seconds. It trades throughput for latency; at 5 ms
// 1,000 subscribers flat out get 31 to 40 times the floor's deliveries in a fifth of its
// latency, at 50 ms 46 to 57 times in its whole latency (docs/bench.md).
const admissionLag = 5 * time.Millisecond

// admissionLagRedis is the same on Redis. An append takes a while there, in which nothing is
// admitted beside the one batch, so that at 5 ms few fit into the time that a round leaves
// open; at 10 ms the latency to a client is what it is on the embedded log at 5.
const admissionLagRedis = 10 * time.Millisecond

// Done receives a publish's place in the log, or an *Error. It is called exactly once, on any
// goroutine, possibly before Publish returns, and must not block.
type Done func(cursor string, err error)

// newEpoch names one life of a log: what it held before is not comparable.
func newEpoch() string { return rand.Text()[:16] }
