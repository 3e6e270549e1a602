package window

import (
	"socketchat/protocol/websocket"
)

// Position is an entry's place in the log: a stream id (milliseconds and sequence) and the
// index within the batch that the id names. The embedded log counts in Seq alone.
type Position struct {
	Milli, Seq uint64
	Index      uint32
}

// Entry is one broadcast at its place in the log, with the bytes that every subscriber gets.
// It is immutable once it has been appended, and shared by all who deliver it.
type Entry struct {
	Channel string
	// Frame is one unmasked WebSocket text frame: header, the Engine.IO type '4', the
	// Socket.IO packet. Its payload is what a polling client gets.
	Frame []byte
	Pos   Position
	// at is when the tail moved over the entry, in Unix nanoseconds; set by Append.
	at int64
}

// NewEntry prepares the frame for packet, a Socket.IO packet such as `2["event",data]`.
// The packet is copied once, into the frame.
func NewEntry(channel string, packet []byte, pos Position) *Entry {
	const maxHeader = 10
	frame := make([]byte, 0, maxHeader+1+len(packet))
	frame = websocket.AppendHeader(frame, websocket.Text, 1+len(packet))
	frame = append(frame, '4')
	frame = append(frame, packet...)
	return &Entry{Channel: channel, Frame: frame, Pos: pos}
}

// At returns when the tail moved over the entry, in Unix nanoseconds.
func (e *Entry) At() int64 { return e.at }

// size is what the entry counts against the window's bytes.
func (e *Entry) size() int64 {
	const overhead = 128
	return int64(len(e.Frame)) + int64(len(e.Channel)) + overhead
}
