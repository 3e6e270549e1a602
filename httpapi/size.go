package httpapi

import (
	"errors"
	"strconv"

	"socketchat/protocol/http1"
)

// BodyTooLarge is the response to a body that turned out to be over the limit while it was read.
// size is its length in bytes, -1 when that is not known. The connection closes after it.
func (a *API) BodyTooLarge(size int64) http1.Response {
	res := a.tooLarge(size)
	res.Close = true
	return res
}

func (a *API) tooLarge(size int64) http1.Response {
	limit := groups(int64(a.maxPayload))
	message := "The body has " + groups(size) + " bytes; the limit is " + limit + " (MAX_PAYLOAD). "
	if size < 0 {
		message = "The body has more than " + limit + " bytes, which is the limit (MAX_PAYLOAD). "
	}
	return a.fail(payloadTooLarge, message+"Send an id and let the page fetch the rest, or raise MAX_PAYLOAD on every node.", nil)
}

// BodyMalformed is the response to a request that could not be read, head or body: its framing is broken, or
// the server has no room for it. err is what its decoder said. The connection closes after it.
func (a *API) BodyMalformed(err error) http1.Response {
	c, why := invalidJSON, "its framing is broken."
	var headers []byte
	if framing, ok := errors.AsType[*http1.Error](err); ok {
		why = framing.Reason
		switch framing.Status {
		case table[payloadTooLarge].status:
			c = payloadTooLarge
		case table[overloaded].status:
			c, headers = overloaded, retryAfter(0)
		}
	}
	res := a.fail(c, "The request could not be read: "+why, headers)
	res.Close = true
	return res
}

// groups writes n with a comma between groups of three digits; n is not negative.
func groups(n int64) string {
	digits := strconv.FormatInt(n, 10)
	var b []byte
	for i := range len(digits) {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b = append(b, ',')
		}
		b = append(b, digits[i])
	}
	return string(b)
}
