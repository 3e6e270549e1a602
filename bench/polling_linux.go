package bench

import (
	"bytes"
	"encoding/json"
	"fmt"

	"socketchat/protocol/engineio"
)

// polling is the dialect of a client that stays with long polling.
type polling struct{ *crowd }

func (c polling) open(i int) error {
	c.clients[i].posting = false
	return c.get(i)
}

func (c polling) get(i int) error {
	t, cl := &c.cfg.Target, &c.clients[i]
	c.out = fmt.Appendf(c.out[:0], "GET %s?EIO=4&transport=polling", t.Path)
	if cl.sid != "" {
		c.out = append(append(c.out, "&sid="...), cl.sid...)
	}
	c.out = fmt.Appendf(c.out, " HTTP/1.1\r\nHost: %s\r\n\r\n", t.Host)
	return writeAll(cl.fd, c.out)
}

func (c polling) post(i int) error {
	t, cl := &c.cfg.Target, &c.clients[i]
	c.out = fmt.Appendf(c.out[:0], "POST %s?EIO=4&transport=polling&sid=%s HTTP/1.1\r\nHost: %s\r\n"+
		"Content-Type: text/plain;charset=UTF-8\r\nContent-Length: %d\r\n\r\n", t.Path, cl.sid, t.Host, len(cl.outbox))
	c.out = append(c.out, cl.outbox...)
	cl.outbox = cl.outbox[:0]
	return writeAll(cl.fd, c.out)
}

// input takes one answer: there is never more than one request under way.
func (c polling) input(i int, b []byte, at int64) (used int, err error) {
	r, n, err := parseResponse(b)
	switch cl := &c.clients[i]; {
	case err != nil || n == 0:
		return 0, err
	case r.status == 503:
		return 0, errRefused
	case r.status != 200:
		return 0, fmt.Errorf("the server answered a poll with %d: %.100q", r.status, r.body)
	case !cl.posting:
		if err := c.payload(i, r.body, at); err != nil {
			return 0, err
		}
	}
	return n, c.next(i)
}

// next sends what is queued, else asks for more.
func (c polling) next(i int) error {
	cl := &c.clients[i]
	if cl.fd < 0 {
		return nil
	}
	if cl.posting = len(cl.outbox) > 0; cl.posting {
		return c.post(i)
	}
	return c.get(i)
}

func (c polling) payload(i int, b []byte, at int64) error {
	cl := &c.clients[i]
	for len(b) > 0 && cl.phase != gone {
		var packet []byte
		packet, b = engineio.NextPacket(b)
		if len(packet) > 0 && packet[0] == '0' {
			var open struct{ SID string }
			if err := json.Unmarshal(packet[1:], &open); err != nil {
				return fmt.Errorf("open packet: %w", err)
			}
			cl.sid = open.SID
		}
		if err := c.packet(i, packet, at); err != nil {
			return err
		}
	}
	return nil
}

// send queues a packet for the POST that next makes.
func (c polling) send(i int, packet []byte) error {
	cl := &c.clients[i]
	if len(cl.outbox) > 0 {
		cl.outbox = append(cl.outbox, engineio.Separator)
	}
	cl.outbox = append(cl.outbox, bytes.Clone(packet)...)
	return nil
}
