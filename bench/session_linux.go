package bench

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

// packet takes one Engine.IO packet.
func (c *crowd) packet(i int, b []byte, at int64) error {
	if m, ok := parseMessage(b); ok {
		c.tally.receive(i, m)
		c.window.delivered(m, at)
		return nil
	}
	c.others.Add(1)
	switch cl := &c.clients[i]; {
	case len(b) > 0 && b[0] == '2':
		return c.dialect.send(i, []byte{'3'})
	case len(b) > 0 && b[0] == '0':
		cl.phase = connecting
		return c.dialect.send(i, []byte("40"))
	case bytes.HasPrefix(b, []byte("40")):
		return c.joinAll(i)
	case bytes.HasPrefix(b, []byte("43")):
		return c.acked(i, b)
	case bytes.HasPrefix(b, []byte("41")), bytes.HasPrefix(b, []byte("44")), len(b) > 0 && b[0] == '1':
		return fmt.Errorf("the server ended the session with %.60q", b)
	}
	return nil // user-total and the like
}

func (c *crowd) joinAll(i int) error {
	cl := &c.clients[i]
	cl.phase, cl.acks = joining, c.cfg.Layout.Joins
	expires := time.Now().Add(time.Hour).Unix()
	for slot := range c.cfg.Layout.Joins {
		name := c.cfg.Layout.name(c.cfg.Layout.channel(c.cfg.First+i, slot))
		c.out = fmt.Appendf(c.out[:0], `42%d["join","%s"]`, slot, c.keys.Sign(name, expires, nil))
		if err := c.dialect.send(i, c.out); err != nil {
			return err
		}
	}
	return nil
}

func (c *crowd) acked(i int, b []byte) error {
	cl := &c.clients[i]
	if !bytes.Contains(b, []byte(`"status":"ok"`)) {
		return fmt.Errorf("the server answered %s", strings.ToValidUTF8(string(b[:min(len(b), 200)]), ""))
	}
	if cl.acks--; cl.acks > 0 {
		return nil
	}
	switch cl.phase {
	case joining:
		cl.phase = joined
		if c.stalled(i) {
			_ = c.poller.modify(cl.fd, 0, int32(i), cl.generation) // else it reads, which shows
		}
		c.joined.Add(1)
		c.storm.joined(c, now()-cl.began)
	case leaving:
		c.left(i)
	}
	return nil
}
