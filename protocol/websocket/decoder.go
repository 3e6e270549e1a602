package websocket

import (
	"math"
	"unicode/utf8"
)

// Decoder decodes the frames of one client. The zero value is ready, and between messages it holds
// no memory. It is used by one goroutine at a time.
type Decoder struct {
	message []byte // of the unfinished message, unmasked
	op      Opcode // of the unfinished message; Continuation when there is none
	tail    uint8  // bytes at the end of message that begin a character
}

// Next takes the first frame of b. limit bounds a message's bytes, and fragments count together.
//
//	n == 0               more bytes are needed; nothing was changed
//	n > 0, !complete     a fragment was taken; b[:n] may be reused
//	n > 0, complete      m is a whole message; control frames may come between fragments
//	err != nil           a *CloseError: what to close with; the stream must not be decoded further
//
// m.Data is unmasked in place: it aliases b, unless the message was fragmented, when it is memory
// that the decoder no longer refers to. A header is judged as soon as it is there, before its payload.
// Source: RFC 6455, sections 5.2 to 5.6 and 8.1.
func (d *Decoder) Next(b []byte, limit int) (m Message, complete bool, n int, err error) {
	if len(b) < 2 {
		return Message{}, false, 0, nil
	}
	h := prefix(b)
	if err := d.judge(h); err != nil {
		return Message{}, false, 0, d.fail(err)
	}
	if !h.extend(b) {
		return Message{}, false, 0, nil
	}
	if err := d.measure(h, limit); err != nil {
		return Message{}, false, 0, d.fail(err)
	}
	n = h.size + int(h.length)
	if len(b) < n {
		return Message{}, false, 0, nil
	}
	payload := b[h.size:n:n]
	unmask(payload, h.mask)
	m, complete, cerr := d.take(h, payload)
	if cerr != nil {
		return Message{}, false, 0, d.fail(cerr)
	}
	return m, complete, n, nil
}

// Buffered returns the bytes held for an unfinished message.
func (d *Decoder) Buffered() int { return cap(d.message) }

// judge checks the first two bytes of a frame against the protocol and the message under way.
func (d *Decoder) judge(h header) *CloseError {
	switch {
	case h.rsv != 0:
		return errReserved
	case !h.op.known():
		return errOpcode
	case !h.masked:
		return errUnmasked
	case h.op.control() && !h.fin:
		return errControlFragment
	case h.op.control() && h.length > maxControl:
		return errControlLength
	case h.op == Continuation && d.op == Continuation:
		return errNoMessage
	case h.op == Text && d.op != Continuation, h.op == Binary && d.op != Continuation:
		return errMessageOpen
	}
	return nil
}

// measure checks a frame's length against what the message may still grow by.
func (d *Decoder) measure(h header, limit int) *CloseError {
	if h.length > math.MaxInt64 {
		return errLength
	}
	limit = min(limit, maxFrame)
	if !h.op.control() && h.length > uint64(max(limit-len(d.message), 0)) {
		return errTooLarge
	}
	return nil
}

// take adds an unmasked payload to the message it belongs to.
func (d *Decoder) take(h header, payload []byte) (Message, bool, *CloseError) {
	switch {
	case h.op.control():
		return Message{h.op, payload}, true, checkControl(h.op, payload)
	case h.fin && h.op == Text && !utf8.Valid(payload):
		return Message{}, false, errUTF8
	case h.fin && h.op != Continuation:
		return Message{h.op, payload}, true, nil
	}
	if h.op != Continuation {
		d.op = h.op
	}
	d.message = append(d.message, payload...)
	if d.op == Text && !d.textSoFar(len(payload), h.fin) {
		return Message{}, false, errUTF8
	}
	if !h.fin {
		return Message{}, false, nil
	}
	m := Message{d.op, d.message}
	*d = Decoder{}
	return m, true, nil
}

// textSoFar checks the last n bytes of the message, which may end within a character unless it is
// the message's end.
func (d *Decoder) textSoFar(n int, end bool) bool {
	fresh := d.message[len(d.message)-n-int(d.tail):]
	d.tail = 0
	if !end {
		d.tail = uint8(unfinished(fresh))
	}
	return utf8.Valid(fresh[:len(fresh)-int(d.tail)])
}

// fail drops the message under way.
func (d *Decoder) fail(err *CloseError) error {
	*d = Decoder{}
	return err
}

// unfinished returns how many bytes at the end of b may still become one character.
func unfinished(b []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(b); n++ {
		if last := b[len(b)-n:]; utf8.RuneStart(last[0]) {
			if utf8.FullRune(last) {
				return 0
			}
			return n
		}
	}
	return 0
}
