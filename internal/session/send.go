package session

import (
	"encoding/base64"

	"socketchat/protocol/engineio"
	"socketchat/protocol/websocket"
)

// sendMessage sends a text message, which is a Socket.IO packet unless the application is raw.
// Once the session ends, nothing that is sent arrives.
func (s *Session) sendMessage(packet []byte) {
	if s.state != stateOpen {
		return
	}
	frame := make([]byte, 0, 11+len(packet))
	frame = websocket.AppendHeader(frame, websocket.Text, 1+len(packet))
	frame = append(frame, byte(engineio.Message))
	s.outlet.Queue(append(frame, packet...))
}

func (s *Session) sendAttachments(attachments [][]byte) {
	for _, a := range attachments {
		s.sendBinary(a)
	}
}

// sendBinary sends a binary message: as a binary frame, which a poll's answer turns into base64,
// or as base64 in a text frame where the client asked for that.
func (s *Session) sendBinary(data []byte) {
	switch {
	case s.state != stateOpen:
	case s.b64:
		s.outlet.Queue(base64Frame(data))
	default:
		s.outlet.Queue(websocket.AppendFrame(nil, websocket.Binary, data))
	}
}

// encodeWaiting makes base64 of the binary messages that wait, when a WebSocket takes over that
// wants them so.
func (s *Session) encodeWaiting() {
	var frames [][]byte
	s.outlet.Take(func(op websocket.Opcode, data []byte) bool {
		if op == websocket.Binary {
			frames = append(frames, base64Frame(data))
		} else {
			frames = append(frames, websocket.AppendFrame(nil, op, data))
		}
		return true
	})
	for _, f := range frames {
		s.outlet.Queue(f)
	}
}

func base64Frame(data []byte) []byte {
	n := 1 + base64.StdEncoding.EncodedLen(len(data))
	frame := websocket.AppendHeader(make([]byte, 0, 10+n), websocket.Text, n)
	return engineio.AppendBinary(frame, data)
}
