package socketio

// Decoder assembles packets. It belongs to a session, not to a transport: a client may send the
// text by POST and its attachments by WebSocket. The zero value is ready.
type Decoder struct {
	pending *assembly
}

type assembly struct {
	packet Packet
	want   int
	bytes  int
}

// Text decodes b, the text after Engine.IO's message digit. complete is false for a binary packet:
// its attachments come by Binary. p.Data aliases b.
func (d *Decoder) Text(b []byte) (p Packet, complete bool, err error) { return p, false, ErrMalformed }

// Binary takes one attachment, which it copies.
func (d *Decoder) Binary(b []byte) (p Packet, complete bool, err error) {
	return p, false, ErrMalformed
}

// Pending returns how many attachments are still to come and the bytes held for their packet.
func (d *Decoder) Pending() (attachments, bytes int) { return 0, 0 }
