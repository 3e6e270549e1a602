package socketio

import "bytes"

// Decoder assembles the packets of one session. It belongs to the session and not to a transport:
// a client may send a packet's text by POST and its attachments by WebSocket. The zero value is ready,
// and it holds memory only between the two. After an error the session ends.
type Decoder struct {
	pending *assembly
}

// assembly is a binary packet whose attachments are still coming.
type assembly struct {
	packet Packet
	want   int // attachments in all
	bytes  int // of text and attachments so far
}

// Text takes the text of one packet, which is what follows Engine.IO's message digit. p.Data aliases
// b. A binary packet is not complete yet: b is copied, and Binary returns it with the last attachment.
// Errors wrap ErrMalformed. Source: Socket.IO protocol, "Packet encoding".
func (d *Decoder) Text(b []byte) (p Packet, complete bool, err error) {
	if d.pending != nil {
		return Packet{}, false, malformed("text came where an attachment was due")
	}
	if len(b) > 0 && Type(b[0]).binary() {
		b = bytes.Clone(b)
	}
	p, attachments, err := parse(b)
	if err != nil {
		return Packet{}, false, err
	}
	if attachments == 0 {
		return p, true, nil
	}
	p.Attachments = make([][]byte, 0, attachments)
	d.pending = &assembly{packet: p, want: attachments, bytes: len(b)}
	return Packet{}, false, nil
}

// Binary takes a copy of one attachment. With the last one it returns the packet, which the decoder
// no longer refers to then. Errors wrap ErrMalformed.
func (d *Decoder) Binary(b []byte) (p Packet, complete bool, err error) {
	a := d.pending
	if a == nil {
		return Packet{}, false, malformed("an attachment came without its packet")
	}
	a.packet.Attachments = append(a.packet.Attachments, append([]byte{}, b...))
	a.bytes += len(b)
	if len(a.packet.Attachments) < a.want {
		return Packet{}, false, nil
	}
	d.pending = nil
	return a.packet, true, nil
}

// Pending returns how many attachments are still to come, and the bytes held for their packet.
func (d *Decoder) Pending() (attachments, bytes int) {
	if d.pending == nil {
		return 0, 0
	}
	return d.pending.want - len(d.pending.packet.Attachments), d.pending.bytes
}
