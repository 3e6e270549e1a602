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
// appended: without a cap latency grows to seconds. It trades throughput for latency, since what
// is admitted beyond what clients can read waits in their sockets: 1,000 subscribers flat out get
// 22 times the floor's deliveries at 2 ms, with p50 and p99 at 0.18 and 0.35 of the floor's; 28
// times at 3 ms, with 0.25 and 1.1; 27 to 35 times at 5 ms, with 0.4 to 1.7 and 1.2 to 9.
const admissionLag = 2 * time.Millisecond

// admissionLagRedis is the same on Redis. An append takes a while there, in which nothing is
// admitted beside the one batch, so that at 5 ms few fit into the time that a round leaves
// open; at 10 ms the latency to a client stays under a goal of 1 ms more than the embedded log's.
const admissionLagRedis = 10 * time.Millisecond

// Done receives a publish's place in the log, or an *Error. It is called exactly once, on any
// goroutine, possibly before Publish returns, and must not block.
type Done func(cursor string, err error)

// newEpoch names one life of a log: what it held before is not comparable.
func newEpoch() string { return rand.Text()[:16] }
