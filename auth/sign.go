package auth

import (
	"crypto/md5" //nolint:gosec // the token's format is fixed by what backends already sign
	"encoding/hex"
	"strconv"

	"socketchat/protocol/rawjson"
)

// hexSum is the length of the signature: md5 in lower-case hex.
const hexSum = 2 * md5.Size

// Sign makes the token that lets a client join channel until expires (unix seconds), with the first
// key. data is valid JSON or nil; it goes in byte for byte, so that the token is the one that a
// backend makes with JSON.stringify when data is what JSON.stringify writes.
func (k Keys) Sign(channel string, expires int64, data []byte) string {
	b := make([]byte, 0, len(channel)+len(data)+64+hexSum+k.longest)
	b = append(b, `{"channel":`...)
	b = rawjson.AppendString(b, channel)
	b = append(b, `,"timestamp":`...)
	b = strconv.AppendInt(b, expires, 10)
	if data != nil {
		b = append(b, `,"data":`...)
		b = append(b, data...)
	}
	b = append(b, '}')
	return k.Seal(b)
}

// signature returns md5hex(json + key). It uses the capacity after json, and leaves no key there.
func signature(json, key []byte) (sum [hexSum]byte) {
	whole := append(json, key...)
	digest := md5.Sum(whole) //nolint:gosec // see the import
	clear(whole[len(json):])
	hex.Encode(sum[:], digest[:])
	return sum
}
