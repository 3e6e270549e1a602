package auth

import (
	"bytes"
	"crypto/hmac"
	"crypto/md5" //nolint:gosec // see sign.go
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"socketchat/protocol/rawjson"
)

// Check is one line of what Explain found.
type Check struct {
	Name   string // "base64", "signature", "json", "channel", "timestamp" or "data"
	OK     bool
	Detail string // a sentence; holds parts of the token, never a key
}

// Explain checks a token as Verify does, but goes on after a failure as long as there is something
// to look at: for the holder of the keys, who wants to know what is wrong. The token is good exactly
// when every check is OK.
func (k Keys) Explain(token string, now time.Time) []Check {
	json, sum, err := k.decode([]byte(token))
	if err != nil {
		return []Check{{Name: "base64", Detail: err.Error()}}
	}
	checks := []Check{
		{"base64", true, fmt.Sprintf("%d bytes, of which %d are signed.", len(token), len(json))},
		k.explainSignature(json, sum),
	}
	if err := rawjson.Valid(json); err != nil {
		return append(checks, Check{"json", false, fmt.Sprintf("What was signed does not parse: %v.", err)})
	}
	m, err := membersOf(json)
	if err != nil {
		return append(checks, Check{"json", false, "What was signed is JSON, but not an object."})
	}
	checks = append(checks, Check{"json", true, string(json)}, explainChannel(m.channel), explainTimestamp(m.timestamp, now))
	if m.data != nil {
		checks = append(checks, Check{"data", true, string(m.data)})
	}
	return checks
}

// explainSignature also tries the mistakes that backends make.
func (k Keys) explainSignature(json []byte, sum [hexSum]byte) Check {
	if i := k.signer(json, sum); i >= 0 {
		return Check{"signature", true, fmt.Sprintf("Signed with key %d of %d.", i+1, len(k.keys))}
	}
	const wrong = "Signed in another way: "
	for _, key := range k.keys {
		keyFirst := signature(slices.Clip(key), json)
		newline := signature(json, append(slices.Clip(key), '\n'))
		mac := hmac.New(md5.New, key)
		mac.Write(json)
		want := signature(json, key)
		switch {
		case bytes.EqualFold(want[:], sum[:]):
			return Check{"signature", false, wrong + "the hex digits must be lower-case."}
		case keyFirst == sum:
			return Check{"signature", false, wrong + "the key must follow the JSON, not precede it."}
		case newline == sum:
			return Check{"signature", false, wrong + "the backend's key ends with a newline. Trim what it reads from its file."}
		case hex.EncodeToString(mac.Sum(nil)) == string(sum[:]):
			return Check{"signature", false, wrong + "this is an HMAC. It must be the plain md5 of the JSON followed by the key."}
		}
	}
	return Check{"signature", false, fmt.Sprintf("Fits none of the %d keys in HTTP_API_KEY: signed with another key, or changed after it was signed.", len(k.keys))}
}

func explainChannel(val []byte) Check {
	channel, err := parseChannel(val)
	if err != nil {
		return Check{"channel", false, err.Error()}
	}
	return Check{"channel", true, fmt.Sprintf("%q.", channel)}
}

// milliseconds is the year 5138 in seconds; timestamps above it are Date.now() undivided.
const milliseconds = 1e11

func explainTimestamp(val []byte, now time.Time) Check {
	expires, err := parseTimestamp(val)
	if err != nil {
		return Check{"timestamp", false, err.Error()}
	}
	at, left := time.Unix(floor(expires), 0).UTC(), expires-seconds(now)
	switch {
	case left <= 0:
		return Check{"timestamp", false, fmt.Sprintf("Expired %s, at %s; it is %s now.", ago(-left), at.Format(time.RFC3339), now.UTC().Format(time.RFC3339))}
	case expires > milliseconds:
		return Check{"timestamp", true, "Practically never expires: this looks like milliseconds. Sign seconds, Math.floor(Date.now() / 1000) + 60."}
	}
	return Check{"timestamp", true, fmt.Sprintf("Valid for another %.0f s, until %s.", left, at.Format(time.RFC3339))}
}
