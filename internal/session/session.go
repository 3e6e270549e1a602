package session

import (
	"sync/atomic"
	"time"

	"socketchat/internal/hub"
	"socketchat/internal/later"
	"socketchat/internal/reason"
	"socketchat/protocol/socketio"
)

// Session is one Engine.IO session. A client's requests and connections come and go; this is
// what they belong to.
type Session struct {
	// Static after construction.
	sid   SID
	table *Table

	// Set by pollers when a request's head is complete.
	getPending atomic.Bool // cleared by the shard before it answers
	postActive atomic.Bool // cleared by the shard before it answers, or by the poller when no payload came
	upgraded   atomic.Bool // set by the shard: WebSocket from now on

	// Owned by the shard.
	state     state
	b64       bool          // binary goes out as text over this WebSocket too
	pinged    bool          // a heartbeat's answer is due
	extended  bool          // and was given more time
	leaving   reason.Reason // in stateLeaving: why
	outlet    hub.Outlet
	timer     hub.Timer
	heartbeat time.Duration // since the table's epoch: when to ping, or when the answer is too late
	connectBy time.Duration // when a CONNECT must have come; 0: it has
	socket    *Transport    // the WebSocket, nil while polling
	poll      Poll          // the held GET
	upgrade   *upgrade      // while a WebSocket probes
	questions *questions    // acks that are awaited; nil when none ever was
	decoder   socketio.Decoder
	receiving int      // bytes that the decoder holds, as the table counts them
	main      Socket   // of the namespace "/"
	first     *Socket  // of the joined namespaces, in the order of connecting; linked by next
	payload   *payload // that is being taken; nil when none is
}

type state uint8

const (
	stateNew state = iota
	stateOpen
	stateLeaving // closed by the server, and the client has not been told
	stateClosed
)

// Kinds of hub.Message that a session receives.
const (
	kindOpen     uint8 = iota // a polling session begins
	kindAttach                // Arg *Transport, Data the 101: a WebSocket begins or probes
	kindText                  // Arg *Transport, Data the message
	kindBinary                // the same
	kindPing                  // Arg *Transport, Data to be echoed
	kindBye                   // Arg *Transport, Data the close frame's payload
	kindFault                 // Arg *Transport, Code the close code, Data its text
	kindGone                  // Arg *Transport, Code the reason: the connection is closed
	kindWritable              // Arg *Transport
	kindPoll                  // Arg Poll
	kindAbort                 // Arg Poll: its connection closed
	kindPayload               // Arg Post, Data its body
	kindEnd                   // Code the reason
)

func (s *Session) post(m hub.Message, q later.Queue) {
	m.To = s
	s.outlet.Shard().Post(m, q)
}

// Receive handles one message of a poller. It runs on the shard.
func (s *Session) Receive(m *hub.Message) {
	if t, ok := m.Arg.(*Transport); ok {
		t.received(m)
	}
	if s.state == stateClosed {
		refuseLate(m)
		return
	}
	if s.state == stateLeaving {
		s.receiveLeaving(m)
		return
	}
	switch m.Kind {
	case kindOpen:
		s.begin()
		s.table.stats.polling.Add(1)
		s.openRaw()
	case kindAttach:
		s.attach(m.Arg.(*Transport), m.Data)
	case kindPoll:
		s.hold(m.Arg.(Poll))
	case kindAbort:
		s.aborted(m.Arg.(Poll))
	case kindPayload:
		s.payload = &payload{post: m.Arg.(Post), rest: m.Data}
		s.Continue()
	case kindEnd:
		if r := reason.Reason(m.Code); r == reason.Shutdown && s.state == stateOpen {
			s.dismiss(r)
		} else {
			s.end(r)
		}
	default:
		s.receiveFrom(m.Arg.(*Transport), m)
	}
}

// refuseLate answers what was on its way when the session ended.
func refuseLate(m *hub.Message) {
	switch m.Kind {
	case kindAttach:
		m.Arg.(*Transport).conn.Shutdown(reason.TransportError)
	case kindPoll:
		m.Arg.(Poll).Refuse()
	case kindPayload:
		m.Arg.(Post).Refuse()
	}
}

// begin starts the session's deadlines.
func (s *Session) begin() {
	s.state = stateOpen
	now := s.clock()
	s.heartbeat = now + s.table.cfg.PingInterval
	if s.table.raw == nil {
		s.connectBy = now + s.table.cfg.ConnectTimeout
	}
	s.main = Socket{session: s, namespace: "/"}
	s.logOpened()
	s.reschedule()
}

// Fail is told of a panic while the session was served: it ends, and nobody else notices.
func (s *Session) Fail(v any) {
	s.table.logPanic(v)
	s.end(reason.InternalError)
}

// Overflow ends a session whose client does not take what is sent to it.
func (s *Session) Overflow() { s.end(reason.SlowConsumer) }

// clock returns the time of the shard's round since the table's epoch.
func (s *Session) clock() time.Duration {
	return s.outlet.Shard().Now().Sub(s.table.epoch)
}
