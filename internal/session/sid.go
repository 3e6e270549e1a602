package session

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"math"
	"strconv"
)

// SID is an Engine.IO session id: 128 random bits. Whoever holds it holds the session, so it
// is never logged or shown.
type SID [16]byte

const sidText = 22 // length of the base64 of a SID

func newSID() (s SID) {
	_, _ = rand.Read(s[:]) // never fails: crypto/rand ends the process first
	return s
}

// key spreads sessions over shards and stripes.
func (s *SID) key() uint64 { return binary.LittleEndian.Uint64(s[:]) }

// text returns the id as clients carry it: the node's tag, when there is one, a dash, and
// URL-safe base64, so that a proxy can route by what stands before the dash.
func (s *SID) text(tag string) string {
	b := make([]byte, 0, len(tag)+1+sidText)
	if tag != "" {
		b = append(append(b, tag...), '-')
	}
	return string(base64.RawURLEncoding.AppendEncode(b, s[:]))
}

// parseSID undoes text. ok is false for whatever this node cannot have given out.
func parseSID(b []byte, tag string) (s SID, ok bool) {
	if tag != "" {
		if len(b) <= len(tag) || string(b[:len(tag)]) != tag || b[len(tag)] != '-' {
			return s, false
		}
		b = b[len(tag)+1:]
	}
	if len(b) != sidText {
		return s, false
	}
	var buf [18]byte
	n, err := base64.RawURLEncoding.Strict().Decode(buf[:], b)
	if err != nil || n != len(s) {
		return s, false
	}
	copy(s[:], buf[:])
	return s, true
}

// publicID is a Socket.IO id: two random 63-bit numbers, shown as digits.digits, which is
// also what Pusher's SDKs accept as a socket id.
type publicID [2]uint64

func newPublicID() (p publicID) {
	var b [16]byte
	_, _ = rand.Read(b[:])
	p[0] = binary.LittleEndian.Uint64(b[:8]) & math.MaxInt64
	p[1] = binary.LittleEndian.Uint64(b[8:]) & math.MaxInt64
	return p
}

func (p publicID) String() string {
	b := strconv.AppendUint(make([]byte, 0, 40), p[0], 10)
	return string(strconv.AppendUint(append(b, '.'), p[1], 10))
}
