package bench

import "strconv"

// event is the name of the events that the generator publishes.
const event = "b"

// deliveryPrefix begins the Socket.IO packet of a delivery, up to the first number.
const deliveryPrefix = `42["` + event + `",[`

// message is what a broadcast carries. The event's data is [channel,publisher,seq,due,"padding"].
type message struct {
	channel   uint32 // index
	publisher uint32 // index
	seq       uint32 // of this channel and publisher, from 1
	due       int64  // nanoseconds of CLOCK_MONOTONIC at which it had to be published
}

// append appends the event's data, with padding (plain characters).
func (m message) append(dst []byte, padding string) []byte {
	dst = append(dst, '[')
	dst = strconv.AppendUint(dst, uint64(m.channel), 10)
	dst = append(dst, ',')
	dst = strconv.AppendUint(dst, uint64(m.publisher), 10)
	dst = append(dst, ',')
	dst = strconv.AppendUint(dst, uint64(m.seq), 10)
	dst = append(dst, ',')
	dst = strconv.AppendInt(dst, m.due, 10)
	dst = append(dst, `,"`...)
	dst = append(dst, padding...)
	return append(dst, `"]`...)
}

// parseMessage reads a delivery: an Engine.IO packet with an event of ours. ok is false for
// every other packet. The padding is not looked at.
func parseMessage(packet []byte) (m message, ok bool) {
	if len(packet) < len(deliveryPrefix) || string(packet[:len(deliveryPrefix)]) != deliveryPrefix {
		return message{}, false
	}
	var n [4]uint64
	rest := packet[len(deliveryPrefix):]
	for i := range n {
		if n[i], rest, ok = number(rest); !ok {
			return message{}, false
		}
	}
	if (n[0]|n[1]|n[2])>>32 != 0 {
		return message{}, false
	}
	return message{uint32(n[0]), uint32(n[1]), uint32(n[2]), int64(n[3])}, true
}

// number reads digits, at most as many as an int64 surely holds, up to a comma, which it takes too.
func number(b []byte) (n uint64, rest []byte, ok bool) {
	for i, c := range b {
		switch {
		case c >= '0' && c <= '9' && i < 18:
			n = n*10 + uint64(c-'0')
		case c == ',' && i > 0:
			return n, b[i+1:], true
		default:
			return 0, nil, false
		}
	}
	return 0, nil, false
}
