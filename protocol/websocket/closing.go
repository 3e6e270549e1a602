package websocket

import (
	"encoding/binary"
	"fmt"
	"unicode/utf8"
)

// The status codes that the server itself sends. Source: RFC 6455, section 7.4.1.
const (
	CodeNormal      = 1000
	CodeGoingAway   = 1001
	CodeProtocol    = 1002
	CodeInvalidData = 1007
	CodePolicy      = 1008
	CodeTooLarge    = 1009
	CodeInternal    = 1011
)

// CloseError says what a client did wrong, as the code and reason of the close frame to answer.
type CloseError struct {
	Code   uint16
	Reason string
}

func (e *CloseError) Error() string { return fmt.Sprintf("websocket: %d %s", e.Code, e.Reason) }

// One of each, so that a hostile client costs no allocation.
var (
	errReserved        = &CloseError{CodeProtocol, "a reserved bit is set"}
	errOpcode          = &CloseError{CodeProtocol, "the opcode is reserved"}
	errUnmasked        = &CloseError{CodeProtocol, "the frame is not masked"}
	errMasked          = &CloseError{CodeProtocol, "the frame is masked"}
	errControlFragment = &CloseError{CodeProtocol, "a control frame is fragmented"}
	errControlLength   = &CloseError{CodeProtocol, "a control frame has more than 125 bytes"}
	errNoMessage       = &CloseError{CodeProtocol, "there is no message to continue"}
	errMessageOpen     = &CloseError{CodeProtocol, "the last message is not finished"}
	errFragment        = &CloseError{CodeProtocol, "the frame is a fragment"}
	errLength          = &CloseError{CodeProtocol, "the length has its highest bit set"}
	errClosePayload    = &CloseError{CodeProtocol, "the close frame has half a code"}
	errCloseCode       = &CloseError{CodeProtocol, "the close code is not one to send"}
	errUTF8            = &CloseError{CodeInvalidData, "the text is not UTF-8"}
	errTooLarge        = &CloseError{CodeTooLarge, "the message is over the limit"}
)

// checkControl checks the payload of a control frame. Source: RFC 6455, section 5.5.1.
func checkControl(op Opcode, payload []byte) *CloseError {
	if op != Close || len(payload) == 0 {
		return nil
	}
	if len(payload) == 1 {
		return errClosePayload
	}
	if !sendable(binary.BigEndian.Uint16(payload)) {
		return errCloseCode
	}
	if !utf8.Valid(payload[2:]) {
		return errUTF8
	}
	return nil
}

// sendable reports whether code may stand in a close frame: those of RFC 6455, section 7.4, the ones
// that IANA registered since, and the ranges of libraries and applications.
func sendable(code uint16) bool {
	switch code {
	case 1004, 1005, 1006:
		return false
	}
	return code >= 1000 && code <= 1014 || code >= 3000 && code <= 4999
}
