package session

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"

	"socketchat/internal/later"
	"socketchat/internal/reason"
	"socketchat/protocol/engineio"
	"socketchat/protocol/websocket"
)

// record is what was seen from outside, in order.
type record struct {
	mu    sync.Mutex
	lines []string // guarded by mu
}

func (r *record) add(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines = append(r.lines, fmt.Sprintf(format, args...))
}

func (r *record) take() (lines []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	lines, r.lines = r.lines, nil
	return lines
}

var ids = regexp.MustCompile(`"sid":"[^"]*"`)

// normal leaves ids out, whose length varies, and shortens what is long.
func normal(text string) string {
	if strings.HasPrefix(text, "0{") {
		return "open"
	}
	text = ids.ReplaceAllString(strings.ReplaceAll(text, separator, "|"), `"sid":"…"`)
	if len(text) > 200 {
		return fmt.Sprintf("%.8s… (%d bytes)", text, len(text))
	}
	return text
}

// held is a GET.
type held struct {
	name   string
	record *record
}

func (p *held) Answer(payload []byte) { p.record.add("%s< %s", p.name, normal(string(payload))) }
func (p *held) Refuse()               { p.record.add("%s refused", p.name) }

// posted is a POST. That it was taken does not show.
type posted struct {
	record   *record
	answered bool
}

func (p *posted) Taken()  { p.answer() }
func (p *posted) Refuse() { p.answer(); p.record.add("post refused") }

func (p *posted) answer() {
	if p.answered {
		p.record.add("A POST IS ANSWERED TWICE")
	}
	p.answered = true
}

// socket is a WebSocket connection: what is written to it shows as frames.
type socket struct {
	name      string
	record    *record
	transport *Transport

	mu   sync.Mutex
	room int    // -1: any
	left []byte // guarded by mu: the start of a frame
	done bool   // guarded by mu: no write may come any more

	holds, resumes atomic.Int32
}

const switching = "HTTP/1.1 101 Switching Protocols\r\n\r\n"

func (c *socket) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.done {
		c.record.add("%s IS WRITTEN TO AFTER ITS END", c.name)
		return 0, errors.New("closed")
	}
	n := len(b)
	if c.room >= 0 {
		n = min(n, c.room)
		c.room -= n
	}
	c.left = append(c.left, b[:n]...)
	if rest, ok := strings.CutPrefix(string(c.left), switching); ok {
		c.record.add("%s< 101", c.name)
		c.left = []byte(rest)
	}
	for {
		m, size, err := websocket.ParseServerFrame(c.left)
		if err != nil {
			c.record.add("%s IS BROKEN: %v", c.name, err)
		}
		if size == 0 {
			return n, nil
		}
		c.show(m)
		c.left = c.left[size:]
	}
}

func (c *socket) show(m websocket.Message) {
	switch m.Op {
	case websocket.Close:
		code := ""
		if len(m.Data) >= 2 {
			code = fmt.Sprintf(" %d %s", int(m.Data[0])<<8|int(m.Data[1]), m.Data[2:])
		}
		c.record.add("%s< close%s", c.name, strings.TrimRight(code, " "))
	case websocket.Pong:
		c.record.add("%s< pong %s", c.name, m.Data)
	case websocket.Binary:
		c.record.add("%s< binary %q", c.name, m.Data)
	default:
		c.record.add("%s< %s", c.name, normal(string(m.Data)))
	}
}

func (c *socket) WantWrite() { c.record.add("%s wants room", c.name) }

func (c *socket) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.done {
		c.record.add("%s ENDS TWICE", c.name)
	}
	c.done = true
}

func (c *socket) Hold()   { c.holds.Add(1) }
func (c *socket) Resume() { c.resumes.Add(1) }

// Later runs r at once: it is its own poller.
func (c *socket) Later(r later.Runner) { r.Run() }

func (c *socket) Finish(r reason.Reason)   { c.end(); c.record.add("%s finish %v", c.name, r) }
func (c *socket) Shutdown(r reason.Reason) { c.end(); c.record.add("%s shutdown %v", c.name, r) }

var separator = string(rune(engineio.Separator))
