package bench

import (
	"fmt"
	"time"
)

// churner has clients of a crowd leave: all at once, or some each second for as long as a soak
// goes on.
type churner struct {
	ended  chan struct{} // closed when the last of leaveAll has gone; else nil
	owed   int
	rate   float64 // clients a second that leave and come back; 0: none
	began  int64
	count  int64
	cursor int
	back   []int // clients that left and come back in this round of the loop
}

// leaveAll lets every joined client leave its channels, then hang up.
func (h *churner) leaveAll(c *crowd, ended chan struct{}) {
	h.ended, h.owed = ended, 1
	for i := range c.clients {
		if c.clients[i].phase == joined {
			h.owed++
			c.leaveOne(i)
		}
	}
	h.gone()
}

func (h *churner) gone() {
	if h.ended == nil {
		return
	}
	if h.owed--; h.owed == 0 {
		close(h.ended)
		h.ended = nil
	}
}

func (c *crowd) leaveOne(i int) {
	cl := &c.clients[i]
	cl.phase, cl.acks = leaving, c.cfg.Layout.Joins
	for slot := range c.cfg.Layout.Joins {
		name := c.cfg.Layout.name(c.cfg.Layout.channel(c.cfg.First+i, slot))
		c.out = fmt.Appendf(c.out[:0], `42%d["leave","%s"]`, 100+slot, name)
		if err := c.dialect.send(i, c.out); err != nil {
			c.fail(i, err)
			c.churn.gone()
			return
		}
	}
}

// left takes the last ack of a client's leaving.
func (c *crowd) left(i int) {
	c.joined.Add(-1)
	c.hangUp(i)
	if c.churn.rate > 0 {
		c.churn.back = append(c.churn.back, i) // not now: its input is being read
		return
	}
	c.churn.gone()
}

// timeout is how long the loop may sleep, in milliseconds.
func (h *churner) timeout(t int64) int {
	if h.rate == 0 {
		return -1
	}
	return max(0, int((h.next()-t)/int64(time.Millisecond))+1)
}

func (h *churner) next() int64 {
	return h.began + int64(float64(h.count)*float64(time.Second)/h.rate)
}

// tick lets those leave whose time has come.
func (h *churner) tick(c *crowd) {
	if h.rate == 0 {
		return
	}
	for _, i := range h.back {
		c.tally.restart(i, nil)
		c.start(i)
	}
	h.back = h.back[:0]
	for t := now(); h.next() <= t; h.count++ {
		for range c.clients {
			h.cursor = (h.cursor + 1) % len(c.clients)
			if h.visit(c, h.cursor) {
				break
			}
		}
	}
}

// visit lets a client leave, or come back when it was thrown out; false: it is on its way.
func (h *churner) visit(c *crowd, i int) bool {
	switch c.clients[i].phase {
	case joined:
		c.leaveOne(i)
	case gone:
		c.tally.restart(i, nil)
		c.start(i)
	default:
		return false
	}
	return true
}
