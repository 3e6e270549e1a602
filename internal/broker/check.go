package broker

import (
	"fmt"
	"unicode"
	"unicode/utf8"

	"socketchat/protocol/rawjson"
)

// checkPacket accepts what the REST API makes of an event: a Socket.IO event packet of the
// main namespace without an ack, `2["event",…]`, valid JSON in valid UTF-8.
func checkPacket(p []byte) error {
	if len(p) < 2 || p[0] != '2' || p[1] != '[' {
		return fmt.Errorf("%w: not an event packet", errMalformed)
	}
	if err := rawjson.Valid(p[1:]); err != nil {
		return fmt.Errorf("%w: %w", errMalformed, err)
	}
	return nil
}

// checkChannel accepts non-empty UTF-8 without control characters; its length is bounded by
// the decoder.
func checkChannel(c []byte) error {
	if len(c) == 0 || !utf8.Valid(c) {
		return fmt.Errorf("%w: channel name", errMalformed)
	}
	for _, r := range string(c) {
		if unicode.IsControl(r) {
			return fmt.Errorf("%w: control character in a channel name", errMalformed)
		}
	}
	return nil
}
