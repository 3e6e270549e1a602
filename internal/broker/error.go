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

// errRefused is the answer when Redis refused the append, with an error reply or too late.
func errRefused(why string) *Error {
	return unavailable("Redis did not take the event (%s)", why)
}

// errBehind is the answer to what was not sent because an append or a heartbeat before it failed.
func errBehind(why string) *Error {
	return unavailable("The event was not sent to Redis, which failed while it waited (%s)", why)
}

// errAway is the answer while nothing is sent to Redis but attempts to reach it.
func errAway(why string) *Error {
	return unavailable("The event was not sent to Redis, which does not answer at the moment (%s)", why)
}

func unavailable(format, why string) *Error {
	return &Error{
		code: codeUnavailable, retry: 2 * time.Second,
		message: fmt.Sprintf(format, why) + ". It was not appended; retrying is safe.",
	}
}

// errUnknown is the answer when the append's own answer did not come: within says how long it
// had, zero that the connection ended before.
func errUnknown(within time.Duration, why string) *Error {
	if within > 0 {
		why += " within " + seconds(within)
	}
	return &Error{code: codeUnknown, retry: 2 * time.Second, message: fmt.Sprintf(
		"Redis was sent the event and did not confirm it (%s). It may have been appended; retrying may deliver it twice.", why)}
}

func errStopping() *Error {
	return &Error{
		code: codeUnavailable, retry: time.Second,
		message: "This node is stopping. The event was not appended; retrying is safe and reaches another node.",
	}
}

// errQueueFull is the answer while the queue is at one of its bounds.
func errQueueFull(n int, bytes int64) *Error {
	return &Error{code: codeOverloaded, retry: time.Second, message: fmt.Sprintf(
		"%d publishes with %d bytes wait on this node; the limits are %d and %d. The event was not appended: publish more slowly, or to several nodes.",
		n, bytes, maxQueued, maxQueuedBytes)}
}

// errLate is the answer to a publish that waited for its turn until its deadline.
func errLate(lag, limit time.Duration) *Error {
	why := "Too many publishes wait on this node"
	if lag >= limit {
		why = fmt.Sprintf("This node is %d ms behind with delivering and takes publishes below %d ms",
			lag.Milliseconds(), limit.Milliseconds())
	}
	return &Error{
		code: codeOverloaded, retry: time.Second,
		message: why + ". The event was not appended: publish more slowly, or add nodes.",
	}
}

func seconds(d time.Duration) string {
	return fmt.Sprintf("%g s", d.Round(10*time.Millisecond).Seconds())
}
