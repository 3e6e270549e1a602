package session

import (
	"time"

	"socketchat/internal/reason"
	"socketchat/protocol/engineio"
	"socketchat/protocol/websocket"
)

// pingFrame is the same for every session, so none is made.
var pingFrame = websocket.AppendFrame(nil, websocket.Text, []byte{byte(engineio.Ping)})

// Expired acts on every deadline that has passed. A session has one timer, set for the next
// of its deadlines.
func (s *Session) Expired(time.Time) {
	switch s.state {
	case stateLeaving:
		s.end(s.leaving)
		return
	case stateNew, stateClosed:
		return
	case stateOpen:
	}
	now := s.clock()
	if u := s.upgrade; u != nil {
		switch {
		case now >= u.deadline:
			s.endUpgrade(reason.HandshakeTimeout)
		case u.nextNoop != 0 && now >= u.nextNoop:
			u.nextNoop = now + noopInterval
			s.releasePoll()
		}
	}
	switch {
	case s.connectBy != 0 && now >= s.connectBy:
		s.dismiss(reason.ConnectTimeout)
		return
	case now >= s.heartbeat && s.pinged:
		s.end(reason.PingTimeout)
		return
	case now >= s.heartbeat:
		s.pinged, s.extended = true, false
		s.heartbeat = now + s.table.cfg.PingTimeout
		s.outlet.Queue(pingFrame)
	}
	s.expireQuestions(now)
	s.reschedule()
}

// extend gives a client that speaks a whole PingTimeout more for its pong, once a heartbeat: the
// pong may wait behind what is large.
func (s *Session) extend() {
	if s.pinged && !s.extended {
		s.extended = true
		s.heartbeat = s.clock() + s.table.cfg.PingTimeout
		s.reschedule()
	}
}

// pong notes the client's answer to a heartbeat; the next one comes an interval later.
func (s *Session) pong() {
	s.pinged = false
	s.heartbeat = s.clock() + s.table.cfg.PingInterval
	s.reschedule()
}

// reschedule sets the timer for the next deadline, unless the session has ended.
func (s *Session) reschedule() {
	if s.state != stateOpen {
		return
	}
	next := s.heartbeat
	if s.questions != nil {
		next = min(next, s.questions.next)
	}
	if s.connectBy != 0 {
		next = min(next, s.connectBy)
	}
	if u := s.upgrade; u != nil {
		next = min(next, u.deadline)
		if u.nextNoop != 0 {
			next = min(next, u.nextNoop)
		}
	}
	s.outlet.Shard().Schedule(&s.timer, s, s.table.epoch.Add(next))
}
