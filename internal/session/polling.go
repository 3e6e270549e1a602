package session

import (
	"net/netip"

	"socketchat/internal/hub"
	"socketchat/internal/reason"
	"socketchat/protocol/engineio"
	"socketchat/protocol/websocket"
)

// pollBytes is the most that one answer to a poll carries, unless a single packet is larger.
const pollBytes = 64 << 10

var (
	noopPayload  = []byte{byte(engineio.Noop)}
	closePayload = []byte{byte(engineio.Close)}
)

// Poll is a GET that waits for packets. The shard calls one of its methods, once.
type Poll interface {
	Answer(payload []byte)
	// Refuse says that the session is unknown: it ended meanwhile.
	Refuse()
}

// Post is a POST whose body has arrived. The shard calls one of its methods, once.
type Post interface {
	// Taken says that its packets have had their effect, or that they cannot have any.
	Taken()
	// Refuse says that the session is unknown: it ended meanwhile.
	Refuse()
}

// OpenPolling begins a session by polling and returns the payload that answers its first
// request. client is for the log, as in OpenWebSocket. Errors are ErrFull and ErrClosing.
func (t *Table) OpenPolling(client netip.Addr) (payload []byte, err error) {
	s, err := t.open(client)
	if err != nil {
		return nil, err
	}
	s.post(hub.Message{Kind: kindOpen}, nil)
	return s.handshake(true), nil
}

// Upgraded reports whether the session has left polling.
func (s *Session) Upgraded() bool { return s.upgraded.Load() }

// BeginPoll claims the session's one place for a GET, when its head is complete. Where it is
// taken the session ends: two polls at once are an error of the client.
func (s *Session) BeginPoll() bool {
	if s.getPending.CompareAndSwap(false, true) {
		return true
	}
	s.post(hub.Message{Kind: kindEnd, Code: uint16(reason.ProtocolError)}, nil)
	return false
}

// Poll hands the shard a poll that BeginPoll let in.
func (s *Session) Poll(p Poll) { s.post(hub.Message{Kind: kindPoll, Arg: p}, nil) }

// PollAborted says that the connection of p closed before an answer could be written.
func (s *Session) PollAborted(p Poll) { s.post(hub.Message{Kind: kindAbort, Arg: p}, nil) }

// BeginPost claims the session's one place for a POST, as BeginPoll does for a GET.
func (s *Session) BeginPost() bool {
	if s.postActive.CompareAndSwap(false, true) {
		return true
	}
	s.post(hub.Message{Kind: kindEnd, Code: uint16(reason.ProtocolError)}, nil)
	return false
}

// Post hands the shard the payload of a POST that BeginPost let in; the shard keeps it. The next
// one is let in when this one is answered.
func (s *Session) Post(p Post, payload []byte) {
	s.post(hub.Message{Kind: kindPayload, Arg: p, Data: payload}, nil)
}

// EndPost follows a POST that brought no payload. The next one is let in, unless r is why the
// session ends for it.
func (s *Session) EndPost(r reason.Reason) {
	s.postActive.Store(false)
	if r != reason.None {
		s.post(hub.Message{Kind: kindEnd, Code: uint16(r)}, nil)
	}
}

// handshake returns the open packet.
func (s *Session) handshake(upgrades bool) []byte {
	c := &s.table.cfg
	return engineio.Handshake{
		SID:          s.sid.text(c.NodeTag),
		Upgrades:     upgrades,
		PingInterval: c.PingInterval,
		PingTimeout:  c.PingTimeout,
		MaxPayload:   c.MaxPayload,
	}.Append(nil)
}

// hold keeps a poll until there is something for it, which may be in this round.
func (s *Session) hold(p Poll) {
	if s.socket != nil { // upgraded while the poll was on its way
		s.getPending.Store(false)
		p.Answer(noopPayload)
		return
	}
	s.poll = p
	s.outlet.MarkDirty()
}

// aborted ends a polling session whose poll was cut off: when p is not held any more, its
// answer was on its way and is lost.
func (s *Session) aborted(p Poll) {
	if s.socket != nil {
		return
	}
	if s.poll == p {
		s.poll = nil
	}
	s.end(reason.TransportError)
}

// Flush answers the held poll with what waits, in one payload.
func (s *Session) Flush() {
	if s.poll == nil || s.outlet.Pending() == 0 {
		return
	}
	s.answer(s.collect())
}

// collect takes what waits, as far as one payload carries it.
func (s *Session) collect() []byte {
	payload := make([]byte, 0, min(s.outlet.Pending(), pollBytes))
	s.outlet.Take(func(op websocket.Opcode, data []byte) bool {
		if len(payload) > 0 {
			if len(payload)+1+len(data) > pollBytes {
				return false
			}
			payload = append(payload, engineio.Separator)
		}
		if op == websocket.Binary {
			payload = engineio.AppendBinary(payload, data)
		} else {
			payload = append(payload, data...)
		}
		return true
	})
	return payload
}

// answer completes the held poll. The next one may come before Answer returns.
func (s *Session) answer(payload []byte) {
	p := s.poll
	s.poll = nil
	s.getPending.Store(false)
	p.Answer(payload)
}
