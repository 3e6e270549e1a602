package loop

import (
	"errors"

	"socketchat/internal/reason"
	"socketchat/protocol/http1"
	"socketchat/protocol/websocket"
)

// Handler answers the requests of every connection. Its methods run on pollers: several at a
// time, one at a time for each connection. While one runs, its poller serves nobody else.
type Handler interface {
	// Head is called when a request's head is complete. It must Respond, ReadBody, Upgrade, or
	// keep x and see to it that Respond is called later.
	Head(x *Exchange)

	// Body is called after ReadBody with the whole body, which is valid during the call only, or
	// with ErrBodyTooLarge or an *http1.Error (status 503 when the receive budget is spent). It is
	// not called when the connection closes first, or when the answer was given meanwhile.
	Body(x *Exchange, body []byte, err error)

	// BadRequest makes the answer to a head that cannot be parsed; the connection closes after it.
	// path is nil when there is none.
	BadRequest(err *http1.Error, path []byte) http1.Response
}

// Receiver takes what a WebSocket connection receives. All but Writable and Closed run on the
// connection's poller, in order.
type Receiver interface {
	// Message takes a whole message or a control frame; data is valid during the call only. It may
	// wait, and then its poller waits.
	Message(op websocket.Opcode, data []byte)

	// Violation says that the client broke the protocol. Nothing more will come: the owner writes
	// the close frame and calls Finish.
	Violation(err *websocket.CloseError)

	// Writable follows WantWrite once there is room. It runs on any goroutine, maybe while Closed
	// does, and must not block.
	Writable()

	// Closed is called once, after the last Message has returned. It may block.
	Closed(r reason.Reason)
}

// Aborter is told that the connection closed while its answer was owed.
type Aborter interface {
	// Aborted is called at most once, on no poller. It may block. Respond does nothing afterwards.
	Aborted()
}

var (
	// ErrBodyTooLarge means that a body has, or declares, more bytes than ReadBody allowed.
	ErrBodyTooLarge = errors.New("loop: the body is over the limit")

	// ErrClosed means that a connection takes no more writes.
	ErrClosed = errors.New("loop: connection closed")
)
