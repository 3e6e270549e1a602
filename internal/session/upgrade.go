package session

import (
	"strings"
	"time"

	"socketchat/internal/hub"
	"socketchat/internal/reason"
	"socketchat/protocol/websocket"
)

// noopInterval is how often a poll is released while the client waits to upgrade: it may
// have sent its next GET before it saw the answer to its probe.
const noopInterval = 100 * time.Millisecond

// upgrade is a WebSocket that probes. Polling carries all data until the upgrade packet.
type upgrade struct {
	transport *Transport
	deadline  time.Duration // since the table's epoch
	nextNoop  time.Duration // 0: not probed yet
}

// startProbe lets t probe, unless the session has a WebSocket or another one probes.
func (s *Session) startProbe(t *Transport) {
	switch {
	case s.socket != nil:
		finishProbe(t, reason.Upgraded)
		return
	case s.upgrade != nil:
		finishProbe(t, reason.ProtocolError)
		return
	}
	s.upgrade = &upgrade{transport: t, deadline: s.clock() + s.table.cfg.UpgradeTimeout}
	s.reschedule()
}

// receiveProbe handles what a WebSocket brought that is not the session's transport.
func (s *Session) receiveProbe(t *Transport, m *hub.Message) {
	u := s.upgrade
	if u == nil || u.transport != t {
		t.gone = t.gone || m.Kind == kindGone
		return
	}
	switch m.Kind {
	case kindText:
		s.probe(string(m.Data))
	case kindPing:
		_, _ = t.conn.Write(websocket.AppendFrame(nil, websocket.Pong, m.Data))
	case kindGone:
		t.gone = true
		s.endUpgrade(reason.Reason(m.Code))
	case kindFault:
		_, _ = t.conn.Write(websocket.AppendClose(nil, m.Code, string(m.Data)))
		t.finishing = true
		s.endUpgrade(faultReason(m.Code))
	case kindBye:
		_, _ = t.conn.Write(websocket.AppendFrame(nil, websocket.Close, m.Data))
		t.finishing = true
		s.endUpgrade(reason.ClientClosed)
	case kindBinary:
		s.endUpgrade(reason.ProtocolError)
	}
}

// probe handles a packet of the probing WebSocket: "2probe" is answered, "5" upgrades, with
// or without a probe and whatever follows it, and anything else ends the attempt while polling goes on.
func (s *Session) probe(packet string) {
	u := s.upgrade
	switch {
	case packet == "2probe":
		_, _ = u.transport.conn.Write(websocket.AppendFrame(nil, websocket.Text, []byte("3probe")))
		u.nextNoop = s.clock() + noopInterval
		s.releasePoll()
		s.reschedule()
	case strings.HasPrefix(packet, "5"):
		s.finishUpgrade()
	default:
		s.endUpgrade(reason.ProtocolError)
	}
}

// finishUpgrade makes the probing WebSocket the session's transport. A held poll is
// released; what waits goes by WebSocket.
func (s *Session) finishUpgrade() {
	t := s.upgrade.transport
	s.upgrade = nil
	s.upgraded.Store(true)
	s.table.stats.gauge(false).Add(-1)
	s.table.stats.gauge(true).Add(1)
	s.table.stats.upgrades.Add(1)
	if s.poll != nil {
		s.answer(noopPayload)
	}
	s.socket, s.b64 = t, t.b64
	if s.b64 {
		s.encodeWaiting()
	}
	s.outlet.SetConn(t.conn)
	s.reschedule()
}

// releasePoll answers a held poll with a NOOP while an upgrade waits for it.
func (s *Session) releasePoll() {
	u := s.upgrade
	if u == nil || u.nextNoop == 0 || s.poll == nil || s.outlet.Pending() > 0 {
		return
	}
	s.answer(noopPayload)
}

// endUpgrade gives the attempt up for r, if there is one; polling goes on, unless the session
// ends.
func (s *Session) endUpgrade(r reason.Reason) {
	u := s.upgrade
	if u == nil {
		return
	}
	s.upgrade = nil
	if s.state != stateClosed {
		s.reschedule()
	}
	finishProbe(u.transport, r)
}

func finishProbe(t *Transport, r reason.Reason) {
	if t.gone {
		return
	}
	if !t.finishing {
		t.finishing = true
		_, _ = t.conn.Write(closeFrame(r))
	}
	t.conn.Finish(r)
}
