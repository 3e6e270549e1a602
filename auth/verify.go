package auth

import (
	"bytes"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/valyala/fastjson"

	"socketchat/protocol/rawjson"
)

// Verify checks a token and returns what it says. The signature comes first, over every key and in
// constant time, so nothing unsigned is ever parsed. Standard and URL-safe base64 are taken, padded
// or not, also with the line breaks that some encoders insert. The token is not kept.
//
// Errors wrap ErrInvalidToken or ErrInvalidChannel, or are an *ExpiredError, where timestamp is not
// after now. All read as a sentence for the one who asked to join.
func (k Keys) Verify(token []byte, now time.Time) (Token, error) {
	json, sum, err := k.decode(token)
	if err != nil {
		return Token{}, err
	}
	if k.signer(json, sum) < 0 {
		return Token{}, refuse(ErrInvalidToken, "The token's signature fits no key of this server: it was signed with another HTTP_API_KEY, or changed on its way. Run socketchat token verify to see what is in it.")
	}
	t, expires, err := parse(json)
	if err != nil {
		return Token{}, err
	}
	if expires <= seconds(now) {
		return Token{}, &ExpiredError{Channel: t.Channel, Expired: time.Unix(t.Timestamp, 0), Now: now}
	}
	return t, nil
}

// decode takes the base64 off and splits what was signed from the signature, which is copied. json
// has room for a key after it.
func (k Keys) decode(token []byte) (json []byte, sum [hexSum]byte, err error) {
	switch {
	case len(token) == 0:
		return nil, sum, refuse(ErrInvalidToken, "The token is empty. Send the one that your backend signed for this channel.")
	case len(token) > MaxToken:
		return nil, sum, refuse(ErrInvalidToken, fmt.Sprintf("The token has %d bytes; the limit is %d. Sign less data.", len(token), MaxToken))
	}
	buf := make([]byte, len(token), len(token)+k.longest)
	for i, c := range token {
		switch c {
		case '-':
			c = '+'
		case '_':
			c = '/'
		}
		buf[i] = c
	}
	buf = bytes.TrimRight(buf, "=\r\n")
	n, err := base64.RawStdEncoding.Decode(buf, buf)
	if err != nil {
		return nil, sum, refuse(ErrInvalidToken, "The token is not base64. Send exactly what your backend signed.")
	}
	if n <= hexSum {
		return nil, sum, refuse(ErrInvalidToken, "The token is too short to hold JSON and a signature. Send exactly what your backend signed.")
	}
	copy(sum[:], buf[n-hexSum:n])
	return buf[:n-hexSum], sum, nil
}

// signer returns the index of the key that signed json, -1 for none. Every key is tried.
func (k Keys) signer(json []byte, sum [hexSum]byte) int {
	found := -1
	for i, key := range k.keys {
		want := signature(json, key)
		found = subtle.ConstantTimeSelect(subtle.ConstantTimeCompare(sum[:], want[:]), i, found)
	}
	return found
}

// parse reads what was signed. expires is the timestamp as JavaScript compares it.
func parse(json []byte) (t Token, expires float64, err error) {
	if err := rawjson.Valid(json); err != nil {
		return t, 0, refuse(ErrInvalidToken, fmt.Sprintf("What the token holds is not JSON (%v). Sign an object with channel and timestamp.", err))
	}
	t.JSON = slices.Clip(json)
	m, err := membersOf(t.JSON)
	if err != nil {
		return t, 0, refuse(ErrInvalidToken, "What the token holds is not a JSON object. Sign an object with channel and timestamp.")
	}
	t.Data = m.data
	if t.Channel, err = parseChannel(m.channel); err != nil {
		return t, 0, err
	}
	if expires, err = parseTimestamp(m.timestamp); err != nil {
		return t, 0, err
	}
	t.Timestamp, t.HasTimestamp = floor(expires), true
	return t, expires, nil
}

// members are the raw values that a token's JSON has; nil where absent.
type members struct{ channel, timestamp, data []byte }

func membersOf(json []byte) (m members, err error) {
	err = rawjson.Members(json, func(key, val []byte) bool {
		switch string(key) {
		case "channel":
			m.channel = val
		case "timestamp":
			m.timestamp = val
		case "data":
			m.data = val
		}
		return true
	})
	return m, err
}

func parseChannel(val []byte) (string, error) {
	if val == nil {
		return "", refuse(ErrInvalidChannel, "The token has no channel. Sign the name of the one that it is for.")
	}
	s, ok := rawjson.String(val)
	if !ok {
		return "", refuse(ErrInvalidChannel, "The token's channel is not a string. Sign the channel's name.")
	}
	if err := CheckChannel(s); err != nil {
		return "", refuse(ErrInvalidChannel, "The token's "+err.Error())
	}
	return s, nil
}

func parseTimestamp(val []byte) (float64, error) {
	if val == nil {
		return 0, refuse(ErrInvalidToken, "The token has no timestamp. Sign the unix second until which it is valid, for example the current one plus 60.")
	}
	p := parsers.Get()
	defer parsers.Put(p)
	v, err := p.ParseBytes(val)
	if err != nil || v.Type() != fastjson.TypeNumber {
		return 0, refuse(ErrInvalidToken, "The token's timestamp is not a number. Sign the unix second until which it is valid, without quotes.")
	}
	f, err := v.Float64()
	if err != nil || math.IsInf(f, 0) { // beyond float64
		return 0, refuse(ErrInvalidToken, "The token's timestamp is out of range. Sign the unix second until which it is valid.")
	}
	return f, nil
}

// parsers read single values. The object around them is walked by rawjson: fastjson keeps no
// spans, and a lone surrogate in a string comes out of it as the escape's text, so that the
// same channel would have two names.
var parsers fastjson.ParserPool

// seconds is now as Date.now()/1000 gives it, but finer.
func seconds(now time.Time) float64 { return float64(now.UnixNano()) / 1e9 }

// floor rounds down, and bounds what is beyond the integers that a float64 holds exactly.
func floor(f float64) int64 {
	const exact = 1 << 53
	return int64(math.Floor(max(-exact, min(exact, f))))
}
