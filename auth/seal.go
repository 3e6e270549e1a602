package auth

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
)

// Seal signs any JSON as tokens are signed, with the first key: base64(json + md5hex(json + key)).
// It may write to json's capacity, and leaves no key there.
func (k Keys) Seal(json []byte) string {
	sum := signature(json, k.keys[0])
	return base64.StdEncoding.EncodeToString(append(json, sum[:]...))
}

// MACs returns HMAC-SHA256 of message by every key, the signing one first, so that a receiver may
// hold any of them while keys are rotated.
func (k Keys) MACs(message []byte) [][]byte {
	macs := make([][]byte, 0, len(k.keys))
	for _, key := range k.keys {
		h := hmac.New(sha256.New, key)
		h.Write(message)
		macs = append(macs, h.Sum(nil))
	}
	return macs
}
