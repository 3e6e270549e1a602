package bench

import (
	"bytes"
	"errors"

	"socketchat/internal/rawio"
	"socketchat/protocol/websocket"
)

func (f *Floor) join(fd int, c *floorConn) {
	for len(f.groups) <= c.channel {
		f.groups = append(f.groups, nil)
	}
	f.groups[c.channel] = append(f.groups[c.channel], fd)
}

var errFloor = errors.New("not a request of the generator")

// publishes hands out and answers each complete request in b.
func (f *Floor) publishes(fd int, c *floorConn, b []byte) error {
	for len(b) > 0 {
		end := bytes.Index(b, endOfHead)
		at := bytes.Index(b, contentLength)
		if end < 0 || at < 0 {
			break
		}
		whole := end + len(endOfHead) + digits(b[at+len(contentLength):])
		if len(b) < whole {
			break
		}
		body := b[end+len(endOfHead) : whole]
		data := bytes.Index(body, []byte(`"data":`))
		if data < 0 {
			return errFloor
		}
		f.deliver(body[data+len(`"data":`) : len(body)-1])
		if err := writeAll(fd, floorAnswer); err != nil {
			return err
		}
		b = b[whole:]
	}
	c.rest = append(c.rest[:0], b...)
	return nil
}

// deliver writes an event's data, whose first number is the channel, to each member.
func (f *Floor) deliver(data []byte) {
	channel := digits(data[1:])
	if channel >= len(f.groups) || len(f.groups[channel]) == 0 {
		return
	}
	f.out = websocket.AppendHeader(f.out[:0], websocket.Text, len(deliveryPrefix)-1+len(data)+1)
	f.out = append(append(append(f.out, deliveryPrefix[:len(deliveryPrefix)-1]...), data...), ']')
	for _, fd := range f.groups[channel] {
		if n, errno := rawio.Write(fd, f.out); errno != 0 || n < len(f.out) {
			_ = writeAll(fd, f.out[max(n, 0):]) // full, or closed, which reading will show
		}
	}
}

// digits reads the number that b begins with.
func digits(b []byte) (n int) {
	for _, c := range b {
		if c < '0' || c > '9' {
			break
		}
		n = n*10 + int(c-'0')
	}
	return n
}
