package session

import (
	"socketchat/internal/hub"
	"socketchat/internal/reason"
	"socketchat/protocol/socketio"
)

// Socket is a session's membership of one namespace: what an Application speaks to. It is
// owned by the session's shard.
type Socket struct {
	session   *Session
	namespace string
	id        publicID
	next      *Socket // joined the session after this one

	// State is the application's own.
	State any
}

// ID returns the socket's public id, which is what logs and pages may show.
func (c *Socket) ID() string { return c.id.String() }

// Namespace returns the namespace's name, "/" being the main one.
func (c *Socket) Namespace() string { return c.namespace }

// Outlet returns the session's way out, for subscriptions.
func (c *Socket) Outlet() *hub.Outlet { return &c.session.outlet }

// Emit sends an event with args, each raw JSON.
func (c *Socket) Emit(name string, args ...[]byte) {
	var buf [512]byte
	c.session.sendMessage(socketio.AppendEvent(buf[:0], c.namespace, name, args...))
}

// EmitBinary is Emit with attachments, at most socketio.MaxAttachments, which args refer to by
// placeholders.
func (c *Socket) EmitBinary(name string, attachments [][]byte, args ...[]byte) {
	if len(attachments) == 0 {
		c.Emit(name, args...)
		return
	}
	var buf [512]byte
	c.session.sendMessage(socketio.AppendBinaryEvent(buf[:0], c.namespace, len(attachments), name, args...))
	c.session.sendAttachments(attachments)
}

// Disconnect puts the client out of the namespace; its transport stays. A socket that has left
// already is not disconnected again.
func (c *Socket) Disconnect() {
	if c.session.find(c.namespace) != c {
		return
	}
	c.session.sendMessage(socketio.AppendDisconnect(nil, c.namespace))
	c.session.leave(c, reason.ServerClosed)
}

// Close puts the client out of every namespace, in the order of connecting, and ends its session. A stock client does not
// come back by itself after that.
func (c *Socket) Close() {
	s := c.session
	if s.state != stateOpen {
		return
	}
	for s.first != nil {
		s.first.Disconnect()
	}
	s.dismiss(reason.ServerClosed)
}

// find returns the socket of a namespace that is joined, or nil.
func (s *Session) find(namespace string) *Socket {
	c := s.first
	for c != nil && c.namespace != namespace {
		c = c.next
	}
	return c
}

// connect answers a CONNECT: the application decides.
func (s *Session) connect(namespace string, auth []byte) {
	if refusal := s.table.app.Admit(namespace, auth); refusal != nil {
		s.sendMessage(socketio.AppendConnectError(nil, namespace, refusal.Message, refusal.Data))
		return
	}
	c := &s.main
	if namespace != "/" {
		c = &Socket{session: s, namespace: namespace}
	}
	last := &s.first
	for *last != nil {
		last = &(*last).next
	}
	*last = c
	c.id = newPublicID()
	if s.connectBy != 0 {
		s.connectBy = 0
		s.reschedule()
	}
	s.sendMessage(socketio.AppendConnect(nil, namespace, c.ID()))
	s.table.app.Connect(c, auth)
}

// leave ends the membership of one namespace; the transport stays.
func (s *Session) leave(c *Socket, r reason.Reason) {
	at := &s.first
	for *at != c {
		at = &(*at).next
	}
	*at, c.next = c.next, nil
	s.abandon(c)
	s.table.app.Disconnect(c, r)
	c.State = nil
}

// disconnectAll ends the memberships of a session that has ended, in the order of connecting.
func (s *Session) disconnectAll(r reason.Reason) {
	for s.first != nil {
		s.lose(s.first, r)
	}
}

// lose is leave for a session that has ended: a panic is logged, since there is nothing left
// that it could end.
func (s *Session) lose(c *Socket, r reason.Reason) {
	defer func() {
		if v := recover(); v != nil {
			s.table.logPanic(v)
		}
	}()
	s.leave(c, r)
}
