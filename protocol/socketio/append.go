package socketio

import (
	"strconv"

	"socketchat/protocol/rawjson"
)

// Append appends the text of p, whatever its type; the caller sends the attachments after it.
func (p *Packet) Append(dst []byte) []byte {
	dst = appendStart(dst, p.Type, len(p.Attachments), p.Namespace)
	if p.HasID {
		dst = strconv.AppendUint(dst, p.ID, 10)
	}
	return append(dst, p.Data...)
}

// AppendConnect appends the answer to a CONNECT: the namespace is joined, and sid is the client's
// Socket.IO id in it.
func AppendConnect(dst []byte, nsp, sid string) []byte {
	dst = append(appendStart(dst, Connect, 0, nsp), `{"sid":`...)
	return append(rawjson.AppendString(dst, sid), '}')
}

// AppendConnectError appends the refusal of a CONNECT. data is raw JSON, nil when there is none.
func AppendConnectError(dst []byte, nsp, message string, data []byte) []byte {
	dst = append(appendStart(dst, ConnectError, 0, nsp), `{"message":`...)
	dst = rawjson.AppendString(dst, message)
	if data != nil {
		dst = append(append(dst, `,"data":`...), data...)
	}
	return append(dst, '}')
}

// AppendDisconnect appends a DISCONNECT from a namespace.
func AppendDisconnect(dst []byte, nsp string) []byte {
	return appendStart(dst, Disconnect, 0, nsp)
}

// AppendEvent appends an event. args are raw JSON; name must not be Reserved.
func AppendEvent(dst []byte, nsp, name string, args ...[]byte) []byte {
	return appendNamed(appendStart(dst, Event, 0, nsp), name, args)
}

// AppendEventAck appends an event that asks for the ack id.
func AppendEventAck(dst []byte, nsp string, id uint64, name string, args ...[]byte) []byte {
	dst = strconv.AppendUint(appendStart(dst, Event, 0, nsp), id, 10)
	return appendNamed(dst, name, args)
}

// AppendAck appends the ack id. args are raw JSON.
func AppendAck(dst []byte, nsp string, id uint64, args ...[]byte) []byte {
	dst = strconv.AppendUint(appendStart(dst, Ack, 0, nsp), id, 10)
	return appendArray(dst, args)
}

// AppendBinaryEvent appends an event whose args hold placeholders of n attachments, which the caller
// sends after it as they are.
func AppendBinaryEvent(dst []byte, nsp string, n int, name string, args ...[]byte) []byte {
	return appendNamed(appendStart(dst, BinaryEvent, n, nsp), name, args)
}

// AppendBinaryEventAck is AppendBinaryEvent for an event that asks for the ack id.
func AppendBinaryEventAck(dst []byte, nsp string, id uint64, n int, name string, args ...[]byte) []byte {
	dst = strconv.AppendUint(appendStart(dst, BinaryEvent, n, nsp), id, 10)
	return appendNamed(dst, name, args)
}

// AppendBinaryAck appends an ack whose args hold placeholders of n attachments, which the caller
// sends after it as they are.
func AppendBinaryAck(dst []byte, nsp string, id uint64, n int, args ...[]byte) []byte {
	dst = strconv.AppendUint(appendStart(dst, BinaryAck, n, nsp), id, 10)
	return appendArray(dst, args)
}

// appendStart appends what stands before the ack id. n is the attachments of a binary type.
func appendStart(dst []byte, t Type, n int, nsp string) []byte {
	dst = append(dst, byte(t))
	if t.binary() {
		dst = append(strconv.AppendInt(dst, int64(n), 10), '-')
	}
	if nsp != "" && nsp != root {
		dst = append(append(dst, nsp...), ',')
	}
	return dst
}

func appendNamed(dst []byte, name string, args [][]byte) []byte {
	dst = rawjson.AppendString(append(dst, '['), name)
	for _, arg := range args {
		dst = append(append(dst, ','), arg...)
	}
	return append(dst, ']')
}

func appendArray(dst []byte, args [][]byte) []byte {
	dst = append(dst, '[')
	for i, arg := range args {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, arg...)
	}
	return append(dst, ']')
}
