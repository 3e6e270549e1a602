package auth

import (
	"errors"
	"fmt"
	"unicode"
	"unicode/utf8"
)

// MaxChannel is the longest channel name in bytes.
const MaxChannel = 200

// ErrInvalidChannel says that a channel's name is missing or can not be one. What wraps it is a
// sentence for people.
var ErrInvalidChannel = errors.New("invalid channel")

// CheckChannel returns nil when s can name a channel: 1 to MaxChannel bytes of valid UTF-8 without
// control characters. Else the error wraps ErrInvalidChannel and says why, without repeating s.
func CheckChannel(s string) error {
	switch {
	case s == "":
		return refuse(ErrInvalidChannel, "channel is empty. Name one, for example \"orders.42\".")
	case len(s) > MaxChannel:
		return refuse(ErrInvalidChannel, fmt.Sprintf("channel has %d bytes; the limit is %d. Use a shorter name, for example a hash of it.", len(s), MaxChannel))
	case !utf8.ValidString(s):
		return refuse(ErrInvalidChannel, "channel is not valid UTF-8.")
	}
	for _, r := range s {
		if unicode.IsControl(r) {
			return refuse(ErrInvalidChannel, fmt.Sprintf("channel holds the control character %U. Use printable characters.", r))
		}
	}
	return nil
}

// refusal is a sentence for people that wraps a sentinel for code.
type refusal struct {
	kind    error
	message string
}

func refuse(kind error, message string) error { return &refusal{kind, message} }

func (r *refusal) Error() string { return r.message }
func (r *refusal) Unwrap() error { return r.kind }
