package websocket

import (
	"bytes"

	"socketchat/protocol/http1"
)

// UpgradeHeaders are the lines that an answer with status 426 must carry. Source: RFC 6455, section
// 4.4; RFC 9110, sections 7.8 and 15.5.22.
const UpgradeHeaders = "Sec-WebSocket-Version: 13\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"

// AllowHeader is the line that an answer with status 405 must carry. Source: RFC 9110, section 15.5.6.
const AllowHeader = "Allow: GET\r\n"

// CheckHandshake checks an opening handshake. status is 0 when it is fine; else it is what to answer,
// with message as plain text: 405 with AllowHeader, 400, or 426 with UpgradeHeaders. The messages are those of the
// reference server. Source: RFC 6455, section 4.2.1.
func CheckHandshake(h *http1.Head) (status int, message string) {
	switch {
	case string(h.Method) != "GET":
		return 405, "Invalid HTTP method"
	case h.Minor == 0 || !bytes.EqualFold(h.Upgrade, []byte("websocket")) || repeated(h, "Upgrade"):
		return 400, "Invalid Upgrade header"
	case !validKey(h.Get("Sec-WebSocket-Key")) || repeated(h, "Sec-WebSocket-Key"):
		return 400, "Missing or invalid Sec-WebSocket-Key header"
	case string(h.Get("Sec-WebSocket-Version")) != "13" || repeated(h, "Sec-WebSocket-Version"):
		return 426, "Missing or invalid Sec-WebSocket-Version header"
	}
	var room [maxProtocols][]byte
	seen := room[:0]
	for list := range h.Values("Sec-WebSocket-Protocol") {
		var ok bool
		if seen, ok = appendProtocols(seen, list); !ok {
			return 400, "Invalid Sec-WebSocket-Protocol header"
		}
	}
	return 0, ""
}

// repeated reports whether the named field has more than one line, as the key and the version must not:
// two readers could take two values. Source: RFC 6455, sections 11.3.1 and 11.3.5.
func repeated(h *http1.Head, name string) bool {
	lines := 0
	for range h.Values(name) {
		lines++
	}
	return lines > 1
}

// Subprotocol returns the first subprotocol that a checked handshake offers, which is the one to
// answer it with; nil when there is none. It aliases h.
func Subprotocol(h *http1.Head) []byte {
	first, _, _ := bytes.Cut(h.Get("Sec-WebSocket-Protocol"), []byte{','})
	return blanks(first)
}

// validKey reports whether key looks like the base64 of 16 bytes. The last character before the
// padding may carry stray bits: the key is only hashed.
func validKey(key []byte) bool {
	if len(key) != keyLen || string(key[keyLen-2:]) != "==" {
		return false
	}
	for _, c := range key[:keyLen-2] {
		if !alphanumeric(c) && c != '+' && c != '/' {
			return false
		}
	}
	return true
}

// maxProtocols bounds the subprotocols that a client may offer.
const maxProtocols = 32

// appendProtocols appends the subprotocols of list to those seen before. ok is false where list is
// not tokens with commas between them, or offers one for the second time.
// Source: RFC 6455, section 4.1.
func appendProtocols(seen [][]byte, list []byte) (_ [][]byte, ok bool) {
	for more := true; more; {
		var token []byte
		token, list, more = bytes.Cut(list, []byte{','})
		token = blanks(token)
		if !isToken(token) || len(seen) == maxProtocols {
			return nil, false
		}
		for _, other := range seen {
			if bytes.Equal(other, token) {
				return nil, false
			}
		}
		seen = append(seen, token)
	}
	return seen, true
}

func isToken(b []byte) bool {
	for _, c := range b {
		if !alphanumeric(c) && bytes.IndexByte([]byte("!#$%&'*+-.^_`|~"), c) < 0 {
			return false
		}
	}
	return len(b) > 0
}

func blanks(b []byte) []byte { return bytes.Trim(b, " \t") }

func alphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}
