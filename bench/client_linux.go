package bench

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"

	"socketchat/internal/rawio"
)

// phase is how far a client has come.
type phase uint8

const (
	gone phase = iota
	dialing
	opening    // waits for the open packet
	connecting // waits for the answer to CONNECT
	joining    // waits for the acks of its joins
	joined
	leaving // waits for the acks of its leaves
)

// client is one Socket.IO client.
type client struct {
	fd         int
	generation int32 // of the descriptor
	phase      phase
	acks       int   // that are owed
	began      int64 // when it began to connect
	rest       []byte
	sid        string // polling only
	outbox     []byte // polling only: packets for the next POST
	posting    bool   // polling only: the answer of a POST is owed, else that of a GET
}

// dialect is a transport's side of a client.
type dialect interface {
	// open sends the request that begins a session.
	open(i int) error
	// input takes what has come; used bytes of b are done with.
	input(i int, b []byte, at int64) (used int, err error)
	// send sends one Engine.IO packet, or queues it until the input has been worked off.
	send(i int, packet []byte) error
}

var (
	errClosed  = errors.New("the server closed the connection")
	errRefused = errors.New("refused with 503")
)

// start begins to connect a client.
func (c *crowd) start(i int) {
	cl := &c.clients[i]
	t := &c.cfg.Target
	index := c.cfg.First + i
	source := c.source(index)
	cl.began = now()
	cl.generation++
	fd, err := dial(t.Addrs[index%len(t.Addrs)], source)
	if err != nil {
		c.storm.failed(c, err)
		return
	}
	cl.fd, cl.phase, cl.rest, cl.sid, cl.outbox = fd, dialing, cl.rest[:0], "", cl.outbox[:0]
	if err := c.poller.add(fd, unix.EPOLLOUT, int32(i), cl.generation); err != nil {
		c.fail(i, fmt.Errorf("epoll: %w", err))
	}
}

func (c *crowd) dialed(i int) {
	cl := &c.clients[i]
	if err := connected(cl.fd); err != nil {
		c.fail(i, fmt.Errorf("connect: %w", err))
		return
	}
	cl.phase = opening
	if err := c.poller.modify(cl.fd, unix.EPOLLIN|unix.EPOLLRDHUP, int32(i), cl.generation); err != nil {
		c.fail(i, fmt.Errorf("epoll: %w", err))
		return
	}
	if err := c.dialect.open(i); err != nil {
		c.fail(i, err)
	}
}

// readable reads once: the poller tells again when there is more, after the others' turn.
func (c *crowd) readable(i int) {
	cl := &c.clients[i]
	held := copy(c.buf, cl.rest)
	n, errno := rawio.Read(cl.fd, c.buf[held:])
	if errno == unix.EAGAIN {
		return
	}
	if errno != 0 || n == 0 {
		c.fail(i, errClosed)
		return
	}
	at := now()
	c.window.lagged(at - c.woke)
	used, err := c.dialect.input(i, c.buf[:held+n], at)
	if err != nil {
		c.fail(i, err)
		return
	}
	if cl.fd < 0 {
		return // it has left
	}
	cl.rest = append(cl.rest[:0], c.buf[used:held+n]...)
	if len(cl.rest) > len(c.buf)/2 {
		c.buf = make([]byte, 2*len(c.buf))
	}
}

// fail ends a client whose connection is of no more use.
func (c *crowd) fail(i int, err error) {
	switch c.clients[i].phase {
	case joined, leaving:
		c.joined.Add(-1)
		c.lost.Add(1)
		c.storm.note(err)
		c.hangUp(i)
	default:
		c.hangUp(i)
		c.storm.failed(c, err)
	}
}

// stalled reports whether a client is one of those that stop reading.
func (c *crowd) stalled(i int) bool { return c.cfg.First+i < c.cfg.Layout.Stalled }

// hangUp closes a client's connection without a word.
func (c *crowd) hangUp(i int) {
	if cl := &c.clients[i]; cl.fd >= 0 {
		shut(cl.fd)
		cl.fd, cl.phase = -1, gone
	}
}
