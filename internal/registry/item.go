package registry

import (
	"encoding/binary"
	"errors"
	"fmt"
	"unicode"
	"unicode/utf8"

	"socketchat/internal/broker"
)

// The items of the log that are this package's. Each begins with the id of the node that wrote
// it.
//
//	count    members (varint), channel: how many of the channel's members are on the node
//	presence with each heartbeat; the digest of all that the node has told (8 bytes, big endian),
//	         or nothing while it tells everything anew
//	ask      the id of the node that is to tell everything anew
//	anew     what was told before counts until the next digest, and then only if told again
//	bye      the node stops: its members are gone
const (
	tagCount = broker.ControlTag + iota
	tagPresence
	tagAsk
	tagAnew
	tagBye
)

// NodeID is the random id of one run of a node.
type NodeID [16]byte

// String is short, for logs.
func (n NodeID) String() string { return fmt.Sprintf("%x", n[:4]) }

// maxChannel is the longest name of a channel in bytes. Source: DESIGN.md, "Untrusted input".
const maxChannel = 200

// maxMembers is more than a node can have in a channel; sums of it do not overflow.
const maxMembers = 1 << 31

var errMalformed = errors.New("malformed log entry")

// item is one decoded item; channel aliases what was decoded.
type item struct {
	node    NodeID
	channel []byte // count
	members int64  // count
	digest  uint64 // presence
	settled bool   // presence: there is a digest
	asked   NodeID // ask
}

func appendCount(dst []byte, node NodeID, channel string, members int64) []byte {
	var n [binary.MaxVarintLen64]byte
	size := binary.PutUvarint(n[:], uint64(members))
	dst = broker.AppendItemHeader(dst, tagCount, len(node)+size+len(channel))
	dst = append(dst, node[:]...)
	dst = append(dst, n[:size]...)
	return append(dst, channel...)
}

func appendPresence(dst []byte, node NodeID, digest uint64, settled bool) []byte {
	if !settled {
		return appendBare(dst, tagPresence, node)
	}
	dst = broker.AppendItemHeader(dst, tagPresence, len(node)+8)
	dst = append(dst, node[:]...)
	return binary.BigEndian.AppendUint64(dst, digest)
}

func appendAsk(dst []byte, node, asked NodeID) []byte {
	dst = broker.AppendItemHeader(dst, tagAsk, len(node)+len(asked))
	dst = append(dst, node[:]...)
	return append(dst, asked[:]...)
}

// appendBare appends an item that says who wrote it and nothing else: anew, bye.
func appendBare(dst []byte, tag byte, node NodeID) []byte {
	dst = broker.AppendItemHeader(dst, tag, len(node))
	return append(dst, node[:]...)
}

// decode parses the body of an item; known is false for tags of other versions. What comes out
// of Redis is untrusted.
func decode(tag byte, body []byte) (i item, known bool, err error) {
	if tag < tagCount || tag > tagBye {
		return item{}, false, nil
	}
	n := copy(i.node[:], body)
	rest := body[n:]
	ok := n == len(i.node)
	switch {
	case !ok:
	case tag == tagCount:
		ok = i.decodeCount(rest)
	case tag == tagPresence:
		if i.settled = len(rest) == 8; i.settled {
			i.digest = binary.BigEndian.Uint64(rest)
		}
		ok = i.settled || len(rest) == 0
	case tag == tagAsk:
		ok = copy(i.asked[:], rest) == len(i.asked) && len(rest) == len(i.asked)
	default:
		ok = len(rest) == 0
	}
	if !ok {
		return item{}, true, fmt.Errorf("%w: item of kind %d", errMalformed, tag)
	}
	return i, true, nil
}

func (i *item) decodeCount(b []byte) bool {
	members, n := binary.Uvarint(b)
	if n <= 0 || members > maxMembers {
		return false
	}
	i.members, i.channel = int64(members), b[n:]
	if len(i.channel) == 0 || len(i.channel) > maxChannel || !utf8.Valid(i.channel) {
		return false
	}
	for _, r := range string(i.channel) {
		if unicode.IsControl(r) {
			return false
		}
	}
	return true
}
