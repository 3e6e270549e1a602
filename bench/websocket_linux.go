package bench

import (
	"bytes"
	"fmt"

	"socketchat/protocol/websocket"
)

// Every handshake has the same key, so that its answer is known beforehand.
const handshakeKey = "c29ja2V0Y2hhdC1iZW5jaA=="

var acceptKey = websocket.AcceptKey([]byte(handshakeKey))

// mask is that of every frame sent: the server has to unmask as for any client.
var mask = [4]byte{0x5a, 0xc3, 0x96, 0x0f}

// webSocket is the dialect of a client that begins with a WebSocket.
type webSocket struct{ *crowd }

// open asks for the upgrade. The channel's index is for the floor, which reads nothing else.
func (c webSocket) open(i int) error {
	t := &c.cfg.Target
	c.out = fmt.Appendf(c.out[:0], "GET %s?EIO=4&transport=websocket&bench=%d HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\n"+
		"Connection: Upgrade\r\nSec-WebSocket-Key: %s\r\nSec-WebSocket-Version: 13\r\n\r\n",
		t.Path, c.cfg.Layout.channel(c.cfg.First+i, 0), t.Host, handshakeKey)
	return writeAll(c.clients[i].fd, c.out)
}

func (c webSocket) input(i int, b []byte, at int64) (used int, err error) {
	if c.clients[i].phase == opening && len(b) > 0 && b[0] == 'H' {
		if used, err = upgraded(b); used == 0 || err != nil {
			return 0, err
		}
	}
	for {
		if payload, n := delivery(b[used:]); n > 0 {
			used += n
			if err := c.packet(i, payload, at); err != nil {
				return used, err
			}
			continue
		}
		m, n, err := websocket.ParseServerFrame(b[used:])
		if err != nil {
			return used, err
		}
		if n == 0 {
			return used, nil
		}
		used += n
		switch m.Op {
		case websocket.Text:
			err = c.packet(i, m.Data, at)
		case websocket.Ping:
			err = c.frame(i, websocket.Pong, m.Data)
		case websocket.Close:
			err = errClosed
		}
		if err != nil || c.clients[i].fd < 0 {
			return used, err
		}
	}
}

// delivery recognises the frame that most deliveries are: whole, text, with a length of 16 bits.
// n is 0 for every other, which the parser judges.
func delivery(b []byte) (payload []byte, n int) {
	if len(b) < 4 || b[0] != 0x81 || b[1] != 126 {
		return nil, 0
	}
	n = 4 + int(b[2])<<8 + int(b[3])
	if len(b) < n {
		return nil, 0
	}
	return b[4:n:n], n
}

// upgraded checks the answer to the handshake; n is its length, 0 while it is not complete.
func upgraded(b []byte) (n int, err error) {
	r, n, err := parseResponse(b)
	switch {
	case err != nil || n == 0:
		return 0, err
	case r.status == 503:
		return 0, errRefused
	case r.status != 101:
		return 0, fmt.Errorf("the server answered the WebSocket handshake with %d: %.100q", r.status, r.body)
	case !bytes.Contains(r.head, acceptKey[:]):
		return 0, fmt.Errorf("the server answered the WebSocket handshake with a wrong Sec-WebSocket-Accept")
	}
	return n, nil
}

func (c webSocket) send(i int, packet []byte) error { return c.frame(i, websocket.Text, packet) }

func (c webSocket) frame(i int, op websocket.Opcode, payload []byte) error {
	var room [512]byte
	return writeAll(c.clients[i].fd, websocket.AppendMasked(room[:0], op, mask, payload))
}
