package broker

import (
	"context"
	"time"
	"unsafe"

	"socketchat/internal/window"
)

// deliver moves the window over the broadcasts of the entry at id, and takes note of this
// node's heartbeats. What it cannot read it skips, counts and logs.
func (t *tail) deliver(ctx context.Context, id streamID, payload string) {
	items, err := readItems(bytesOf(payload))
	if err != nil {
		t.unreadable(err.Error(), id.String())
		return
	}
	t.entries = t.entries[:0]
	channel := ""
	for index := 0; ; index++ {
		tag, body, ok, err := items.next()
		if err != nil {
			t.unreadable(err.Error(), id.String())
		}
		if !ok {
			break
		}
		switch tag {
		case tagBroadcast:
			b, err := decodeBroadcast(body)
			if err != nil {
				t.unreadable(err.Error(), id.String())
				continue
			}
			if string(b.channel) != channel {
				channel = string(b.channel)
			}
			t.entries = append(t.entries, window.NewEntry(channel, b.packet, id.position(index)))
		case tagHeartbeat:
			t.heartbeat(body, id)
		default:
			t.hand(tag, body, id)
		}
	}
	t.move(ctx)
}

// hand gives control an item that it may know.
func (t *tail) hand(tag tag, body []byte, id streamID) {
	known := false
	if t.control != nil && tag >= ControlTag {
		var err error
		if known, err = t.control.Read(byte(tag), body); err != nil {
			t.unreadable(err.Error(), id.String())
		}
	}
	if !known {
		t.unknown.Add(1)
	}
}

func (t *tail) heartbeat(body []byte, id streamID) {
	h, err := decodeHeartbeat(body)
	if err != nil {
		t.unreadable(err.Error(), id.String())
		return
	}
	if string(h.node) == string(t.node) {
		t.health.back(h.at)
	}
}

// move appends to the window what was decoded, and waits for the slowest reader where it must.
func (t *tail) move(ctx context.Context) {
	rest := t.entries
	for {
		n := t.window.TryAppend(rest)
		t.delivered.Add(uint64(n))
		if rest = rest[n:]; len(rest) == 0 {
			break
		}
		t.waiter.Arm()
		if n := t.window.TryAppend(rest); n > 0 {
			t.delivered.Add(uint64(n))
			rest = rest[n:]
			continue
		}
		select {
		case <-t.waiter.C():
		case <-ctx.Done():
			return
		}
	}
	clear(t.entries)
}

// unreadable counts something that is skipped; the log gets a line a minute.
func (t *tail) unreadable(what, where string) {
	t.malformed.Add(1)
	t.gaps.Add(1)
	if now := time.Now(); now.Sub(t.warned) > time.Minute {
		t.warned = now
		t.log.Warn("gap in the log: something could not be read and was skipped", "what", what, "entry", where)
	}
}

// bytesOf returns the bytes of s without a copy. They must not be written to.
func bytesOf(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }
