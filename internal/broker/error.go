package broker

import (
	"fmt"
	"time"
)

// The codes of what can be wrong with a publish; httpapi maps them to statuses.
const (
	codeUnavailable = "broker_unavailable" // was not appended and will not be
	codeUnknown     = "outcome_unknown"    // may have been appended, or may still be
	codeOverloaded  = "overloaded"         // was not appended: too much waits before it
)

// Error says why a publish was not answered with a cursor. It holds no address and no secret:
// it is shown to whoever publishes.
type Error struct {
	code    string
	message string
	retry   time.Duration
}

// Code is broker_unavailable, outcome_unknown or overloaded.
func (e *Error) Code() string { return e.code }

// RetryAfter is when it is worth to try again.
func (e *Error) RetryAfter() time.Duration { return e.retry }

// Error says what happened, why, and what to do.
func (e *Error) Error() string { return e.message }

func errUnavailable(within time.Duration, why string) *Error {
	return &Error{code: codeUnavailable, retry: 2 * time.Second, message: fmt.Sprintf(
		"Redis did not take the event within %s (%s). It was not appended; retrying is safe.", seconds(within), why)}
}

func errUnknown(within time.Duration, why string) *Error {
	return &Error{code: codeUnknown, retry: 2 * time.Second, message: fmt.Sprintf(
		"Redis was sent the event and did not confirm it within %s (%s). It may have been appended; retrying may deliver it twice.", seconds(within), why)}
}

func errStopping() *Error {
	return &Error{code: codeUnavailable, retry: time.Second,
		message: "This node is stopping. The event was not appended; retrying is safe and reaches another node."}
}

// errQueueFull is the answer while the queue is at one of its bounds.
func errQueueFull(n int, bytes int64) *Error {
	return &Error{code: codeOverloaded, retry: time.Second, message: fmt.Sprintf(
		"%d publishes with %d bytes wait on this node; the limits are %d and %d. The event was not appended: publish more slowly, or to several nodes.",
		n, bytes, maxQueued, maxQueuedBytes)}
}

// errLate is the answer to a publish that waited for its turn until its deadline.
func errLate(lag time.Duration) *Error {
	why := "Too many publishes wait on this node"
	if lag >= admissionLag {
		why = fmt.Sprintf("This node is %d ms behind with delivering and takes publishes below %d ms",
			lag.Milliseconds(), admissionLag.Milliseconds())
	}
	return &Error{code: codeOverloaded, retry: time.Second,
		message: why + ". The event was not appended: publish more slowly, or add nodes."}
}

func seconds(d time.Duration) string {
	return fmt.Sprintf("%g s", d.Round(10*time.Millisecond).Seconds())
}
