// Package auth decides who may join, who may publish and from where: signed join tokens, API keys
// and origins. Secrets are compared in constant time, and no error, String or log value shows one.
package auth

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"strings"
)

// ErrNoKey says that HTTP_API_KEY holds no key.
var ErrNoKey = errors.New("HTTP_API_KEY is not set: it signs tokens and guards publishing. Make one with: openssl rand -hex 32")

// WeakBelow is the length, in bytes, under which a key is worth a warning.
const WeakBelow = 16

// Keys are the API keys of a process: the first signs, all verify, so that keys can be rotated
// without a moment at which a good token fails. Immutable; any goroutine may use it.
type Keys struct {
	keys    [][]byte
	sums    [][sha256.Size]byte // of keys, so that a comparison shows not even a length
	longest int                 // bytes
}

// ParseKeys reads a comma-separated list; blanks around keys and empty elements are dropped. The
// error is ErrNoKey.
func ParseKeys(list string) (Keys, error) {
	var k Keys
	for key := range strings.SplitSeq(list, ",") {
		if key = strings.TrimSpace(key); key == "" {
			continue
		}
		k.keys = append(k.keys, []byte(key))
		k.sums = append(k.sums, sha256.Sum256([]byte(key)))
		k.longest = max(k.longest, len(key))
	}
	if len(k.keys) == 0 {
		return Keys{}, ErrNoKey
	}
	return k, nil
}

// Check reports whether key is one of k. The time it takes depends on nothing but len(key).
func (k Keys) Check(key []byte) bool {
	sum := sha256.Sum256(key)
	found := 0
	for i := range k.sums {
		found |= subtle.ConstantTimeCompare(sum[:], k.sums[i][:])
	}
	return found == 1
}

// Len returns how many keys there are.
func (k Keys) Len() int { return len(k.keys) }

// Shortest returns the length of the shortest key in bytes, to be compared with WeakBelow.
func (k Keys) Shortest() int {
	shortest := k.longest
	for _, key := range k.keys {
		shortest = min(shortest, len(key))
	}
	return shortest
}

// String says how many keys there are and nothing else.
func (k Keys) String() string {
	if len(k.keys) == 1 {
		return "1 key"
	}
	return fmt.Sprintf("%d keys", len(k.keys))
}

// Format lets every verb of fmt, and so slog, print String.
func (k Keys) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(k.String())) }
