package auth

import (
	"errors"
	"fmt"
	"math"
	"time"
)

// MaxToken is the longest token in bytes, as it is sent.
const MaxToken = 8 << 10

// ErrInvalidToken says that a token is not one of ours. What wraps it is a sentence for people that
// holds nothing of the token but lengths.
var ErrInvalidToken = errors.New("invalid token")

// Token is what a backend signed:
//
//	base64(json + md5hex(json + key)), json = {"channel":…,"timestamp":…,"data":…}
//
// It allows one client to join Channel until Timestamp. Where members repeat, the last one counts.
type Token struct {
	Channel      string
	Timestamp    int64  // unix seconds, rounded down; the token is valid before it
	HasTimestamp bool   // always set in what Verify accepts
	Data         []byte // raw JSON, aliases JSON; nil when absent
	JSON         []byte // what was signed; the Token's own
}

// ExpiredError says that a good token came too late. It wraps nothing.
type ExpiredError struct {
	Channel string
	Expired time.Time // the token's timestamp
	Now     time.Time // the server's clock when it looked
}

// Error tells how late, and the server's clock for those whose own differs.
func (e *ExpiredError) Error() string {
	if e.Expired.Year() < 1980 {
		return fmt.Sprintf("The token for %q expired long ago: its timestamp is %d and must be the unix second until which it is valid, for example %d. Sign it with the current time plus 60.",
			e.Channel, e.Expired.Unix(), e.Now.Unix()+60)
	}
	return fmt.Sprintf("The token for %q expired %s. Fetch a fresh one in the connect handler; if it was just made, the clocks differ: server %s UTC.",
		e.Channel, ago(e.Now.Sub(e.Expired).Seconds()), e.Now.UTC().Format(time.TimeOnly))
}

// ago says how long something is past.
func ago(seconds float64) string {
	if seconds < 1 {
		return "just now"
	}
	return fmt.Sprintf("%.0f s ago", math.Floor(seconds))
}

// Code returns the word for what a client is told about an error of Verify or CheckChannel:
// "invalid_token", "expired_token" or "invalid_channel"; "" for nil.
func Code(err error) string {
	var expired *ExpiredError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &expired):
		return "expired_token"
	case errors.Is(err, ErrInvalidChannel):
		return "invalid_channel"
	}
	return "invalid_token"
}
