package session

import (
	"encoding/base64"

	"socketchat/protocol/engineio"
	"socketchat/protocol/websocket"
)

// sendMessage sends a text message, which is a Socket.IO packet unless the application is raw.
func (s *Session) sendMessage(packet []byte) {
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
	if !s.b64 {
		s.outlet.Queue(websocket.AppendFrame(nil, websocket.Binary, data))
		return
	}
	n := 1 + base64.StdEncoding.EncodedLen(len(data))
	frame := websocket.AppendHeader(make([]byte, 0, 10+n), websocket.Text, n)
	s.outlet.Queue(appendBase64(frame, data))
}
