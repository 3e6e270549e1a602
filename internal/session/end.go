package session

import (
	"runtime/debug"

	"socketchat/internal/reason"
	"socketchat/protocol/engineio"
	"socketchat/protocol/websocket"
)

// end ends the session for r, once: the sockets are told, the transport is closed in the way
// that r asks for, and nothing refers to the session any more.
func (s *Session) end(r reason.Reason) {
	if s.state == stateClosed {
		return
	}
	opened, leaving := s.state != stateNew, s.state == stateLeaving
	s.state = stateClosed
	s.outlet.Shard().Cancel(&s.timer)
	s.table.forget(s) // before anybody is told
	s.endUpgrade(r)
	s.endTransport(r)
	s.outlet.Close()
	s.table.receiving.Add(-int64(s.receiving))
	s.table.release(leaving)
	s.disconnectAll(r)
	if opened {
		s.table.stats.closed[r].Add(1)
		s.table.stats.gauge(s.upgraded.Load()).Add(-1)
		s.closeRaw(r)
	}
	s.logClosed(r, opened)
}

// endTransport says goodbye: to a held poll with a close packet, or a NOOP when the client
// closed; to a WebSocket with a close frame. What waits goes first, as far as one payload
// carries or the kernel takes it. A client that does not read is not written to.
func (s *Session) endTransport(r reason.Reason) {
	if s.poll != nil {
		s.answer(s.lastPayload(r))
	}
	t := s.socket
	if t == nil || t.gone {
		return
	}
	if r == reason.SlowConsumer || r == reason.TransportError {
		t.conn.Shutdown(r)
		return
	}
	if !t.finishing {
		s.outlet.Queue(closeFrame(r))
	}
	s.outlet.FlushNow()
	t.conn.Finish(r)
}

func (s *Session) lastPayload(r reason.Reason) []byte {
	switch {
	case r == reason.ClientClosed:
		return noopPayload
	case s.outlet.Pending() > 0: // since this round began
		return append(append(s.collect(), engineio.Separator), closePayload...)
	}
	return closePayload
}

// closeFrame returns the close frame that tells a client of r.
func closeFrame(r reason.Reason) []byte {
	switch r {
	case reason.Shutdown:
		return websocket.AppendClose(nil, websocket.CodeGoingAway, "")
	case reason.InternalError:
		return websocket.AppendClose(nil, websocket.CodeInternal, "")
	default:
		return websocket.AppendFrame(nil, websocket.Close, nil)
	}
}

func (t *Table) logPanic(v any) {
	t.log.Error("a session was closed after a panic", "reason", reason.InternalError.String(),
		"panic", v, "stack", string(debug.Stack()))
}
