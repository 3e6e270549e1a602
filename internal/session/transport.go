package session

import (
	"net/netip"
	"slices"
	"sync/atomic"

	"socketchat/internal/hub"
	"socketchat/internal/later"
	"socketchat/internal/reason"
	"socketchat/protocol/websocket"
)

// Conn is a WebSocket connection. Only the session's shard calls it, but for Later, which only the
// connection's poller does.
type Conn interface {
	hub.Conn
	later.Queue
	// Finish lets what was written reach the client and closes; Shutdown closes at once.
	Finish(r reason.Reason)
	Shutdown(r reason.Reason)
	// Hold keeps what the client sends next from its poller until Resume.
	Hold()
	Resume()
}

// A transport is held while this much of what it brought waits for its shard, so that it neither
// fills the mailbox, where its poller would wait with all of its other connections, nor has more
// than its share of the shard's rounds. A message counts once, and again for each sliceBytes.
const (
	heldAt     = 32
	resumedAt  = heldAt / 2
	sliceBytes = 2 << 10
)

// Transport is one WebSocket of a session: its transport, or one that probes to become it.
// The connection's poller calls the methods; each sends the shard a message.
type Transport struct {
	session *Session // static
	b64     bool     // static: binary messages are wanted as base64 in text frames
	conn    Conn     // set by Attach, before the first message

	waits atomic.Int32 // what was posted of messages and waits for the shard

	// Owned by the shard.
	finishing bool // a close frame was queued
	gone      bool // the connection is closed
}

// OpenWebSocket begins a session on a WebSocket. A client that is not the zero Addr has a line in the
// log, at debug, when its session begins and when it ends. Errors are ErrFull and ErrClosing.
func (t *Table) OpenWebSocket(b64 bool, client netip.Addr) (*Transport, error) {
	s, err := t.open(client)
	if err != nil {
		return nil, err
	}
	s.upgraded.Store(true)
	return &Transport{session: s, b64: b64}, nil
}

// NewTransport returns a transport that probes to upgrade s.
func (s *Session) NewTransport(b64 bool) *Transport { return &Transport{session: s, b64: b64} }

// Attach gives the transport its connection and the handshake response that is to be written
// to it; the shard writes it, with the open packet in the same write.
func (t *Transport) Attach(conn Conn, response []byte) {
	t.conn = conn
	t.post(hub.Message{Kind: kindAttach, Data: response}, conn)
}

func (t *Transport) post(m hub.Message, q later.Queue) {
	m.Arg = t
	t.session.post(m, q)
}

// Message is called with each complete message; data is copied.
func (t *Transport) Message(op websocket.Opcode, data []byte) {
	m := hub.Message{Data: slices.Clone(data)}
	switch op {
	case websocket.Text:
		m.Kind = kindText
	case websocket.Binary:
		m.Kind = kindBinary
	case websocket.Ping:
		m.Kind = kindPing
	case websocket.Close:
		m.Kind = kindBye
	default: // an unasked-for pong
		return
	}
	if t.waits.Add(weight(&m)) >= heldAt {
		t.conn.Hold() // before the shard can see what it waits for
	}
	t.post(m, t.conn)
}

func weight(m *hub.Message) int32 { return int32(1 + len(m.Data)/sliceBytes) }

// received notes that m has reached the shard.
func (t *Transport) received(m *hub.Message) {
	switch m.Kind {
	case kindText, kindBinary, kindPing, kindBye:
		if t.waits.Add(-weight(m)) <= resumedAt {
			t.conn.Resume()
		}
	}
}

// Violation is called when the client broke RFC 6455; nothing more comes.
func (t *Transport) Violation(err *websocket.CloseError) {
	t.post(hub.Message{Kind: kindFault, Code: err.Code, Data: []byte(err.Reason)}, t.conn)
}

// Writable is called when the connection has room again.
func (t *Transport) Writable() { t.post(hub.Message{Kind: kindWritable}, nil) }

// Closed is called once, last.
func (t *Transport) Closed(r reason.Reason) {
	t.post(hub.Message{Kind: kindGone, Code: uint16(r)}, nil)
}

// attach takes a WebSocket in: as the transport of a new session, or as one that probes.
func (s *Session) attach(t *Transport, response []byte) {
	if s.state == stateNew {
		s.begin()
		s.table.stats.webSocket.Add(1)
		s.socket, s.b64 = t, t.b64
		s.outlet.SetConn(t.conn)
		s.outlet.Queue(websocket.AppendFrame(response, websocket.Text, s.handshake(false)))
		s.openRaw()
		return
	}
	if _, err := t.conn.Write(response); err != nil {
		return
	}
	s.startProbe(t)
}

// receiveFrom handles what a WebSocket brought.
func (s *Session) receiveFrom(t *Transport, m *hub.Message) {
	if t != s.socket {
		s.receiveProbe(t, m)
		return
	}
	switch m.Kind {
	case kindText:
		s.text(m.Data)
	case kindBinary:
		s.binary(m.Data)
	case kindPing:
		s.outlet.QueuePong(websocket.AppendFrame(nil, websocket.Pong, m.Data))
	case kindWritable:
		s.outlet.Writable()
	case kindBye:
		s.outlet.Queue(websocket.AppendFrame(nil, websocket.Close, m.Data))
		t.finishing = true
		s.end(reason.ClientClosed)
	case kindFault:
		s.outlet.Queue(websocket.AppendClose(nil, m.Code, string(m.Data)))
		t.finishing = true
		s.end(faultReason(m.Code))
	case kindGone:
		t.gone = true
		s.end(reason.Reason(m.Code))
	}
}

func faultReason(code uint16) reason.Reason {
	if code == websocket.CodeTooLarge {
		return reason.PayloadTooLarge
	}
	return reason.ProtocolError
}
