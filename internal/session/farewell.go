package session

import (
	"time"

	"socketchat/internal/hub"
	"socketchat/internal/reason"
	"socketchat/protocol/engineio"
)

// farewellTime is how long a session that the server closes waits for a poll to tell that to.
// Source: engine.io's closeTimeout.
const farewellTime = 30 * time.Second

// lastWords answer the poll of a client that the server has closed.
var lastWords = []byte("6\x1e1")

// dismiss ends the session for r as end does. A client that is between two polls still gets
// what waits for it and a close packet with its next ones; meanwhile the session hears nothing
// but a close packet. A held poll for which something waits is such a poll: stock clients act on
// a close packet before the packets in front of it in one payload, a DISCONNECT for example.
func (s *Session) dismiss(r reason.Reason) {
	if s.state != stateOpen {
		return
	}
	if s.socket != nil || s.poll != nil && s.outlet.Pending() == 0 {
		s.end(r)
		return
	}
	s.state, s.leaving = stateLeaving, r
	s.table.count.Add(-1) // its place is free for somebody else
	s.table.leaving.Add(1)
	s.endUpgrade(r)
	s.outlet.Shard().LeaveAll(&s.outlet)
	s.disconnectAll(r)
	s.Flush()
	s.outlet.Shard().Schedule(&s.timer, s, s.outlet.Shard().Now().Add(farewellTime))
}

// receiveLeaving handles a message of a poller while the session waits for its last poll.
func (s *Session) receiveLeaving(m *hub.Message) {
	switch m.Kind {
	case kindPoll:
		s.poll = m.Arg.(Poll)
		if s.outlet.Pending() > 0 {
			s.Flush()
			return
		}
		s.answer(lastWords)
		s.end(s.leaving)
	case kindAttach:
		t := m.Arg.(*Transport)
		_, _ = t.conn.Write(m.Data)
		finishProbe(t, s.leaving)
	case kindAbort, kindEnd:
		s.end(s.leaving)
	case kindPayload:
		if closes(m.Data) {
			s.end(s.leaving)
		}
		s.taken(m.Arg.(Post))
	default:
		s.receiveProbe(m.Arg.(*Transport), m)
	}
}

// closes reports whether a payload has a close packet, before anything that cannot be decoded.
func closes(payload []byte) bool {
	for packet, rest := engineio.NextPacket(payload); ; packet, rest = engineio.NextPacket(rest) {
		p, err := engineio.Decode(packet)
		switch {
		case err != nil:
			return false
		case p.Type == engineio.Close:
			return true
		case rest == nil:
			return false
		}
	}
}
