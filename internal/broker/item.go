package broker

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// A log entry's payload, version 1: the version byte, then items. An item is a tag byte, the
// body's length as an unsigned varint, and the body. Nodes of two versions may share a log: an
// unknown tag is skipped, another version byte makes the whole entry unreadable.
//
//	broadcast  channel's length (varint), channel, Socket.IO packet
//	heartbeat  the node's id, nanoseconds since the node's start (varint)
//
// Tags from ControlTag on are those of package registry.
const entryVersion = 1

type tag byte

const (
	tagBroadcast tag = 1
	tagHeartbeat tag = 2
)

// maxChannel is the longest name of a channel in bytes. Source: DESIGN.md, "Untrusted input".
const maxChannel = 200

// nodeIDSize is the length of a node's random id in bytes.
const nodeIDSize = 16

var (
	errMalformed = errors.New("malformed log entry")
	errVersion   = errors.New("log entry of another version")
)

// broadcast is the body of a broadcast item; both alias what was decoded.
type broadcast struct{ channel, packet []byte }

// heartbeat is the body of a heartbeat item; node aliases what was decoded.
type heartbeat struct {
	node []byte
	at   uint64
}

func appendBroadcast(dst []byte, channel string, packet []byte) []byte {
	dst = append(dst, byte(tagBroadcast))
	dst = binary.AppendUvarint(dst, uint64(uvarintLen(uint64(len(channel)))+len(channel)+len(packet)))
	dst = binary.AppendUvarint(dst, uint64(len(channel)))
	dst = append(dst, channel...)
	return append(dst, packet...)
}

// broadcastSize is the most that appendBroadcast adds.
func broadcastSize(channel string, packet []byte) int {
	return 1 + 2*binary.MaxVarintLen64 + len(channel) + len(packet)
}

func appendHeartbeat(dst []byte, h heartbeat) []byte {
	dst = append(dst, byte(tagHeartbeat))
	dst = binary.AppendUvarint(dst, uint64(nodeIDSize+uvarintLen(h.at)))
	dst = append(dst, h.node...)
	return binary.AppendUvarint(dst, h.at)
}

func uvarintLen(v uint64) int {
	n := 1
	for ; v >= 0x80; v >>= 7 {
		n++
	}
	return n
}

// items walks an entry's payload, which it aliases.
type items struct{ rest []byte }

// readItems starts on payload. Errors are errMalformed and errVersion.
func readItems(payload []byte) (items, error) {
	if len(payload) == 0 {
		return items{}, errMalformed
	}
	if payload[0] != entryVersion {
		return items{}, errVersion
	}
	return items{rest: payload[1:]}, nil
}

// next returns the next item, or ok false at the end. After an error nothing more can be read.
func (i *items) next() (t tag, body []byte, ok bool, err error) {
	if len(i.rest) == 0 {
		return 0, nil, false, nil
	}
	size, n := binary.Uvarint(i.rest[1:])
	if n <= 0 || size > uint64(len(i.rest)-1-n) {
		err := fmt.Errorf("%w: an item of %d bytes in the last %d", errMalformed, size, len(i.rest))
		i.rest = nil
		return 0, nil, false, err
	}
	t = tag(i.rest[0])
	body, i.rest = i.rest[1+n:1+n+int(size)], i.rest[1+n+int(size):]
	return t, body, true, nil
}

// decodeBroadcast parses a broadcast's body and checks what it holds: it comes out of Redis,
// and one packet that a stock client cannot parse would empty a channel.
func decodeBroadcast(body []byte) (broadcast, error) {
	size, n := binary.Uvarint(body)
	if n <= 0 || size > maxChannel || size > uint64(len(body)-n) {
		return broadcast{}, fmt.Errorf("%w: channel", errMalformed)
	}
	b := broadcast{channel: body[n : n+int(size)], packet: body[n+int(size):]}
	if err := checkChannel(b.channel); err != nil {
		return broadcast{}, err
	}
	if err := checkPacket(b.packet); err != nil {
		return broadcast{}, err
	}
	return b, nil
}

func decodeHeartbeat(body []byte) (heartbeat, error) {
	if len(body) <= nodeIDSize {
		return heartbeat{}, fmt.Errorf("%w: heartbeat", errMalformed)
	}
	at, n := binary.Uvarint(body[nodeIDSize:])
	if n != len(body)-nodeIDSize {
		return heartbeat{}, fmt.Errorf("%w: heartbeat", errMalformed)
	}
	return heartbeat{node: body[:nodeIDSize], at: at}, nil
}
