package chat

import (
	"errors"
	"strconv"

	"socketchat/auth"
	"socketchat/internal/session"
	"socketchat/protocol/rawjson"
	"socketchat/protocol/socketio"
	"socketchat/protocol/websocket"
)

// Codes of a failed join, beside those of package auth.
const (
	codeInvalidChannel  = "invalid_channel"
	codeTooManyChannels = "too_many_channels"
)

// refuse tells the client why it may not join: by the ack when it wants one, else by the
// event join_error, with the same object.
func refuse(s *session.Socket, e *session.Event, err error) {
	object := appendError(nil, codeOf(err), err.Error())
	if e.WantsAck() {
		e.Ack(object)
		return
	}
	s.Emit("join_error", object)
}

func codeOf(err error) string {
	if errors.Is(err, errTooManyChannels) {
		return codeTooManyChannels
	}
	return auth.Code(err)
}

func appendOK(dst []byte, channel string) []byte {
	dst = append(dst, `{"status":"ok","channel":`...)
	dst = rawjson.AppendString(dst, channel)
	return append(dst, '}')
}

func appendError(dst []byte, code, message string) []byte {
	dst = append(dst, `{"status":"error","code":"`...)
	dst = append(dst, code...)
	dst = append(dst, `","message":`...)
	dst = rawjson.AppendString(dst, message)
	return append(dst, '}')
}

// TotalFrame returns the WebSocket frame of the user-total event: a channel's members, told
// to each of them.
func TotalFrame(members int64) []byte {
	n := strconv.AppendInt(nil, members, 10)
	return websocket.AppendFrame(nil, websocket.Text, socketio.AppendEvent([]byte{'4'}, "/", "user-total", n))
}
