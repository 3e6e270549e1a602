package broker

import (
	"context"
	"encoding/binary"
	"time"
)

// Control is what a node says to the others beside broadcasts; package registry fills it in.
// Its items have their place in the one order of the log: in entries of their own, after the
// broadcasts of a batch, or beside a heartbeat. The functions must not block.
type Control struct {
	// Write appends items to dst, tens of KiB at most, or nothing; beat says that the entry
	// carries the node's heartbeat. Written is called next. By the appending goroutine.
	Write func(dst []byte, beat bool) []byte
	// Written tells whether what Write appended stands in the log. Without ok it may stand
	// there, or not. By the appending goroutine.
	Written func(ok bool)
	// Next is when Write has something to say; zero: nothing waits. By the appending goroutine.
	Next func() time.Time
	// Last appends what a node says when it stops in order.
	Last func(dst []byte) []byte
	// Read takes an item of any node whose tag is ControlTag or above, in the log's order. body
	// is valid during the call. By the tail's goroutine.
	Read func(tag byte, body []byte) (known bool, err error)
}

// ControlTag is the first tag of Control's items; those below are this package's.
const ControlTag = 16

// AppendItemHeader begins an item: size bytes of body follow.
func AppendItemHeader(dst []byte, tag byte, size int) []byte {
	return binary.AppendUvarint(append(dst, tag), uint64(size))
}

// Carry has the log carry c's items. Call it before Start. node is this node's id, under which
// its heartbeats go; wake has the appending goroutine ask c.Next again.
func (r *Redis) Carry(c Control) (node [16]byte, wake func()) {
	r.appender.control, r.tail.control = &c, &c
	return [nodeIDSize]byte(r.appender.node), func() { signal(r.appender.kick) }
}

// write adds to the payload what control has to say.
func (a *appender) write(beat bool) {
	if a.control != nil {
		a.payload = a.control.Write(a.payload, beat)
	}
}

func (a *appender) written(ok bool) {
	if a.control != nil {
		a.control.Written(ok)
	}
}

// nextControl is how long it takes until control has something to say.
func (a *appender) nextControl() time.Duration {
	if a.control == nil {
		return time.Hour
	}
	next := a.control.Next()
	if next.IsZero() {
		return time.Hour
	}
	return max(time.Until(next), 0)
}

// tell appends control's items as an entry of their own, if there are any.
func (a *appender) tell(ctx context.Context) error {
	a.payload = append(a.payload[:0], entryVersion)
	if a.write(false); len(a.payload) == 1 {
		return nil
	}
	_, err := a.link.append(ctx, a.payload, appendTimeout)
	a.written(err == nil)
	return err
}

// farewell tells the other nodes that this one stops. When that fails they find out themselves.
func (a *appender) farewell(ctx context.Context) {
	if a.control == nil {
		return
	}
	a.payload = a.control.Last(append(a.payload[:0], entryVersion))
	_, _ = a.link.append(ctx, a.payload, appendTimeout)
}
