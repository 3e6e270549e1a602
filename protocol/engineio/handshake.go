package engineio

import (
	"strconv"
	"time"
)

// Handshake is the open packet: what a client learns when its session begins.
type Handshake struct {
	SID          string
	Upgrades     bool // whether the client may go on to WebSocket; false where it already is
	PingInterval time.Duration
	PingTimeout  time.Duration
	MaxPayload   int // bytes
}

// Append appends the packet in text form, type digit included, its members in the order that
// engine.io writes them. SID must need no JSON escape.
func (h Handshake) Append(dst []byte) []byte {
	dst = append(dst, byte(Open))
	dst = append(dst, `{"sid":"`...)
	dst = append(dst, h.SID...)
	if h.Upgrades {
		dst = append(dst, `","upgrades":["websocket"]`...)
	} else {
		dst = append(dst, `","upgrades":[]`...)
	}
	dst = append(dst, `,"pingInterval":`...)
	dst = strconv.AppendInt(dst, h.PingInterval.Milliseconds(), 10)
	dst = append(dst, `,"pingTimeout":`...)
	dst = strconv.AppendInt(dst, h.PingTimeout.Milliseconds(), 10)
	dst = append(dst, `,"maxPayload":`...)
	dst = strconv.AppendInt(dst, int64(h.MaxPayload), 10)
	return append(dst, '}')
}
