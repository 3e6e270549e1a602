package websocket

// Header reads the header of the first frame of a stream that AppendFrame wrote: whole, unmasked
// frames. It serves to walk pending output. ok is false where frame does not begin with the whole
// header of such a frame.
func Header(frame []byte) (op Opcode, headerLen, payloadLen int, ok bool) {
	if len(frame) < 2 {
		return 0, 0, 0, false
	}
	h := prefix(frame)
	if judgeServer(h) != nil || !h.extend(frame) || h.length > maxFrame {
		return 0, 0, 0, false
	}
	return h.op, h.size, int(h.length), true
}

// ParseServerFrame takes the first frame that a server sent: what a client does. n is 0 when more
// bytes are needed; m.Data aliases b. A masked or fragmented frame is a *CloseError, and so is a
// bad close payload; text is not checked for UTF-8.
func ParseServerFrame(b []byte) (m Message, n int, err error) {
	if len(b) < 2 {
		return Message{}, 0, nil
	}
	h := prefix(b)
	if err := judgeServer(h); err != nil {
		return Message{}, 0, err
	}
	if !h.extend(b) {
		return Message{}, 0, nil
	}
	if h.length > maxFrame {
		return Message{}, 0, errLength
	}
	n = h.size + int(h.length)
	if len(b) < n {
		return Message{}, 0, nil
	}
	m = Message{h.op, b[h.size:n:n]}
	if err := checkControl(m.Op, m.Data); err != nil {
		return Message{}, 0, err
	}
	return m, n, nil
}

// judgeServer checks the first two bytes of a frame that must be whole and unmasked.
func judgeServer(h header) *CloseError {
	switch {
	case h.rsv != 0:
		return errReserved
	case !h.op.known():
		return errOpcode
	case h.masked:
		return errMasked
	case !h.fin || h.op == Continuation:
		return errFragment
	case h.op.control() && h.length > maxControl:
		return errControlLength
	}
	return nil
}
