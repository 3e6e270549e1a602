// Package reason names why a connection or a session ended. Each ends for exactly one reason,
// and that reason is the label of the closed counters and the word in the log.
package reason

// Reason is one entry of the closed list; None means that nothing has ended.
type Reason uint8

// The closed list. DESIGN.md, "Events between client and server", keeps the same words.
const (
	None Reason = iota
	ClientClosed
	TransportError
	PingTimeout
	ConnectTimeout
	HeaderTimeout
	BodyTimeout
	HandshakeTimeout
	KeepaliveIdle
	Upgraded
	ProtocolError
	PayloadTooLarge
	ReceiveBudget
	SlowConsumer
	PipelineOverflow
	InternalError
	Shutdown
	ServerClosed // the application asked for it
	// Count is the length of the list: counters by reason are arrays of it.
	Count
)

var names = [Count]string{
	None:             "none",
	ClientClosed:     "client_closed",
	TransportError:   "transport_error",
	PingTimeout:      "ping_timeout",
	ConnectTimeout:   "connect_timeout",
	HeaderTimeout:    "header_timeout",
	BodyTimeout:      "body_timeout",
	HandshakeTimeout: "handshake_timeout",
	KeepaliveIdle:    "keepalive_idle",
	Upgraded:         "upgraded",
	ProtocolError:    "protocol_error",
	PayloadTooLarge:  "payload_too_large",
	ReceiveBudget:    "receive_budget",
	SlowConsumer:     "slow_consumer",
	PipelineOverflow: "pipeline_overflow",
	InternalError:    "internal_error",
	Shutdown:         "shutdown",
	ServerClosed:     "server_closed",
}

// String returns the reason's word, for example "ping_timeout".
func (r Reason) String() string {
	if r >= Count {
		return "unknown"
	}
	return names[r]
}
