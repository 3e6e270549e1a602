package websocket

import (
	"crypto/sha1"
	"encoding/base64"
)

// keyLen is the length of Sec-WebSocket-Key: the base64 of 16 bytes.
const keyLen = 24

// guid is what the key is hashed with. Source: RFC 6455, section 1.3.
const guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

// AcceptKey returns the Sec-WebSocket-Accept that answers key. Source: RFC 6455, section 4.2.2.
func AcceptKey(key []byte) (a [28]byte) {
	var room [keyLen + len(guid)]byte
	sum := sha1.Sum(append(append(room[:0], key...), guid...))
	base64.StdEncoding.Encode(a[:], sum[:])
	return a
}

// AppendHandshake appends the 101 that answers a handshake with key. subprotocol is the one chosen,
// nil for none; extraHeaders are whole lines, each "Name: value\r\n". Source: RFC 6455, section 4.2.2.
func AppendHandshake(dst, key, subprotocol, extraHeaders []byte) []byte {
	accept := AcceptKey(key)
	dst = append(dst, "HTTP/1.1 101 Switching Protocols\r\n"+
		"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "...)
	dst = append(dst, accept[:]...)
	dst = append(dst, "\r\n"...)
	if len(subprotocol) > 0 {
		dst = append(dst, "Sec-WebSocket-Protocol: "...)
		dst = append(dst, subprotocol...)
		dst = append(dst, "\r\n"...)
	}
	dst = append(dst, extraHeaders...)
	return append(dst, "\r\n"...)
}
