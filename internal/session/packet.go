package session

import (
	"socketchat/internal/reason"
	"socketchat/protocol/engineio"
	"socketchat/protocol/socketio"
)

// text takes one Engine.IO packet in text form, from either transport.
func (s *Session) text(b []byte) {
	s.table.stats.received.Add(1)
	p, err := engineio.Decode(b)
	if err != nil {
		s.end(reason.ProtocolError)
		return
	}
	if p.Type != engineio.Pong {
		s.extend()
	}
	switch p.Type {
	case engineio.Message:
		s.message(p)
	case engineio.Pong:
		s.pong()
	case engineio.Close:
		s.end(reason.ClientClosed)
	case engineio.Ping: // the server pings: a client that does is of an older revision
		s.end(reason.ProtocolError)
	case engineio.Open, engineio.Upgrade, engineio.Noop: // without meaning here
	}
}

// binary takes a binary message from a WebSocket.
func (s *Session) binary(b []byte) {
	s.table.stats.received.Add(1)
	s.extend()
	s.message(engineio.Packet{Type: engineio.Message, Binary: true, Data: b})
}

// message takes what Engine.IO carried: a Socket.IO packet, or an attachment of one, unless the
// application wants it as it is.
func (s *Session) message(p engineio.Packet) {
	if s.table.raw != nil {
		s.rawMessage(p)
		return
	}
	decode := s.decoder.Text
	if p.Binary {
		decode = s.decoder.Binary
	}
	packet, complete, err := decode(p.Data)
	if err != nil {
		s.dismiss(reason.ProtocolError)
		return
	}
	if !s.budget() {
		s.end(reason.ReceiveBudget)
		return
	}
	if complete {
		s.packet(&packet)
	}
}

// budget counts what the decoder holds of a packet whose attachments are still to come
// against what all sessions may hold, and reports whether that is within bounds.
func (s *Session) budget() bool {
	_, held := s.decoder.Pending()
	total := s.table.receiving.Add(int64(held - s.receiving))
	s.receiving = held
	return held == 0 || total <= s.table.cfg.ReceiveBudget
}

// packet takes one Socket.IO packet. A packet to a namespace that is not joined, and a
// CONNECT to one that is, end the session.
func (s *Session) packet(p *socketio.Packet) {
	c := s.find(p.Namespace)
	if (p.Type == socketio.Connect) == (c != nil) {
		s.dismiss(reason.ProtocolError)
		return
	}
	switch p.Type {
	case socketio.Connect:
		s.connect(p.Namespace, p.Data)
	case socketio.Event, socketio.BinaryEvent:
		s.event(c, p)
	case socketio.Disconnect:
		s.leave(c, reason.ClientClosed)
	case socketio.Ack, socketio.BinaryAck:
		s.answered(c, p)
	default:
		s.dismiss(reason.ProtocolError)
	}
}

func (s *Session) event(c *Socket, p *socketio.Packet) {
	var room [4][]byte
	name, args, err := socketio.EventArgs(p, room[:0])
	if err != nil {
		s.dismiss(reason.ProtocolError)
		return
	}
	s.table.app.Event(c, &Event{
		Name: name, Args: args, Attachments: p.Attachments,
		socket: c, id: p.ID, wanted: p.HasID,
	})
}
