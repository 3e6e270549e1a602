package session

import (
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"socketchat/internal/reason"
	"socketchat/internal/window"
	"socketchat/protocol/websocket"
)

// player carries out the lines of a script on one session:
//
//	open            begin by polling        open w          begin on WebSocket w
//	get a           hold the GET a          abort a         its connection closes
//	post P          a POST, | separates     post+ / post-   one that stays under way / its end
//	probe [b64] w   another WebSocket       w> P            text from w
//	w binary|ping D                         w close CODE    a close frame
//	w violation CODE                        w gone          its connection closed
//	w room N        what its kernel takes   wait D
//	publish P       a broadcast to "c"      shutdown        the table closes
//
// Lines that are indented are what is seen then, all of it and in this order.
type player struct {
	*rig
	client  netip.Addr // of the session; the zero Addr: it is not logged
	session *Session
	polls   map[string]*held
	sockets map[string]*socket
	ended   int
}

func newPlayer(r *rig) *player {
	return &player{rig: r, polls: map[string]*held{}, sockets: map[string]*socket{}}
}

var opened = regexp.MustCompile(`"sid":"([^"]*)"`)

func play(t *testing.T, script string) {
	t.Helper()
	run(t, nil, func(r *rig) { newPlayer(r).play(script) })
}

func (p *player) play(script string) {
	p.Helper()
	lines := strings.Split(strings.Trim(script, "\n"), "\n")
	for i := 0; i < len(lines); {
		step := strings.TrimSpace(strings.TrimPrefix(lines[i], "\t"))
		p.do(step)
		p.settle()
		var want []string
		for i++; i < len(lines) && strings.HasPrefix(lines[i], "\t\t"); i++ {
			want = append(want, strings.TrimSpace(lines[i]))
		}
		if got := p.seen(); strings.Join(got, "\n") != strings.Join(want, "\n") {
			p.Fatalf("after %q:\n%s\nwanted:\n%s", step, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// seen returns what came since the last call, and for what the session ended.
func (p *player) seen() []string {
	lines := p.record.take()
	if closed := p.closed(); len(closed) > p.ended {
		p.ended = len(closed)
		lines = append(lines, "end "+closed[len(closed)-1])
	}
	return lines
}

func (p *player) do(step string) {
	word, rest, _ := strings.Cut(step, " ")
	if c := p.sockets[strings.TrimSuffix(word, ">")]; c != nil {
		if strings.HasSuffix(word, ">") {
			c.transport.Message(websocket.Text, []byte(rest))
			return
		}
		p.wire(c, rest)
		return
	}
	switch word {
	case "open":
		p.open(rest)
	case "get":
		h := &held{name: rest, record: p.record}
		p.polls[rest] = h
		if !p.session.BeginPoll() {
			p.record.add("%s is one too many", rest)
			return
		}
		p.session.Poll(h)
	case "abort":
		p.session.PollAborted(p.polls[rest])
	case "post", "post+":
		if !p.session.BeginPost() {
			p.record.add("it is one too many")
		} else if word == "post" {
			p.session.Post(&posted{record: p.record}, []byte(strings.ReplaceAll(rest, "|", separator)))
		}
	case "post-":
		p.session.EndPost(map[string]reason.Reason{"aborted": reason.TransportError}[rest])
	case "probe":
		name, b64 := strings.CutPrefix(rest, "b64 ")
		p.attach(name, p.session.NewTransport(b64))
	case "wait":
		d, err := time.ParseDuration(rest)
		if err != nil {
			p.Fatal(err)
		}
		time.Sleep(d)
	case "publish":
		p.window.TryAppend([]*window.Entry{window.NewEntry("c", []byte(rest), window.Position{})})
	case "shutdown":
		p.table.Close()
	default:
		p.Fatalf("no such step: %q", step)
	}
}

func (p *player) open(name string) {
	if name == "" {
		payload, err := p.table.OpenPolling(p.client)
		if err != nil {
			p.Fatal(err)
		}
		p.session = p.find(string(opened.FindSubmatch(payload)[1]))
		return
	}
	t, err := p.table.OpenWebSocket(false, p.client)
	if err != nil {
		p.Fatal(err)
	}
	p.session = p.find(t.session.sid.text(""))
	p.attach(name, t)
}

func (p *player) attach(name string, t *Transport) {
	c := &socket{name: name, record: p.record, transport: t, room: -1}
	p.sockets[name] = c
	t.Attach(c, []byte(switching))
}

// wire does what a connection does.
func (p *player) wire(c *socket, step string) {
	word, rest, _ := strings.Cut(step, " ")
	n, _ := strconv.Atoi(rest)
	switch word {
	case "binary":
		c.transport.Message(websocket.Binary, []byte(rest))
	case "ping":
		c.transport.Message(websocket.Ping, []byte(rest))
	case "pong":
		c.transport.Message(websocket.Pong, []byte(rest))
	case "close":
		var code []byte
		if rest != "" {
			code = fmt.Appendf([]byte{byte(n >> 8), byte(n)}, "bye")
		}
		c.transport.Message(websocket.Close, code)
	case "violation":
		c.transport.Violation(&websocket.CloseError{Code: uint16(n), Reason: "why"})
	case "gone":
		c.transport.Closed(reason.TransportError)
	case "room":
		c.mu.Lock()
		c.room = n
		c.mu.Unlock()
		c.transport.Writable()
	default:
		p.Fatalf("no such step: %q", step)
	}
}
