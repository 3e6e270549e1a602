package socketio

// AppendConnect appends the answer to a CONNECT.
func AppendConnect(dst []byte, nsp, sid string) []byte { return dst }

// AppendConnectError appends the refusal of a CONNECT; data is raw JSON, nil when there is none.
func AppendConnectError(dst []byte, nsp, message string, data []byte) []byte { return dst }

// AppendDisconnect appends a DISCONNECT.
func AppendDisconnect(dst []byte, nsp string) []byte { return dst }

// AppendEvent appends an event; args are raw JSON.
func AppendEvent(dst []byte, nsp, name string, args ...[]byte) []byte { return dst }

// AppendEventAck appends an event that asks for the ack id.
func AppendEventAck(dst []byte, nsp string, id uint64, name string, args ...[]byte) []byte {
	return dst
}

// AppendAck appends the ack id; args are raw JSON.
func AppendAck(dst []byte, nsp string, id uint64, args ...[]byte) []byte { return dst }

// AppendBinaryEvent appends an event whose args refer to n attachments, which follow it.
func AppendBinaryEvent(dst []byte, nsp string, n int, name string, args ...[]byte) []byte {
	return dst
}

// AppendBinaryAck appends an ack whose args refer to n attachments, which follow it.
func AppendBinaryAck(dst []byte, nsp string, id uint64, n int, args ...[]byte) []byte { return dst }
