package loop

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"socketchat/protocol/websocket"
)

// broadcast writes to each socket, again and again until stop, frames that carry the name which
// the socket's client sent first. It is the one owner of all writes.
func broadcast(a *app, stop <-chan struct{}) {
	type output struct{ frame, rest []byte }
	outputs := map[*socket]output{}
	for {
		select {
		case <-stop:
			return
		case s := <-a.sockets:
			outputs[s] = output{}
		default:
		}
		for s, out := range outputs {
			select {
			case name := <-s.messages:
				out.frame = websocket.AppendFrame(nil, websocket.Text, []byte(name))
			default:
			}
			if len(out.rest) == 0 {
				out.rest = out.frame
			}
			n, err := s.c.Write(out.rest)
			out.rest = out.rest[n:]
			outputs[s] = out
			if err != nil {
				delete(outputs, s)
			}
		}
	}
}

// Bites 0 and 1: a descriptor's number is given to the next connection at once. Connections that
// are reset while they are written to must close no innocent one and send nobody's frame to it.
func TestStormOfResetsHarmsNobodyElse(t *testing.T) {
	a := newApp()
	l := start(t, Config{}, a)
	stop := make(chan struct{})
	var writer, clients sync.WaitGroup
	writer.Go(func() { broadcast(a, stop) })
	over := make(chan struct{})
	for i := range 8 {
		clients.Go(func() {
			name := fmt.Sprint("innocent-", i)
			c := dial(t, l).upgrade("/ws?quiet")
			c.send(masked(name))
			for done := false; !done; {
				select {
				case <-over:
					done = true
				default:
				}
				_ = c.SetDeadline(time.Now().Add(patience))
				if got := c.frame(); got != name {
					t.Errorf("%s got the frame of %s", name, got)
					return
				}
			}
		})
	}
	var storm sync.WaitGroup
	for i := range 4 {
		storm.Go(func() {
			for j := range 200 {
				name := fmt.Sprint("reset-", i, "-", j)
				c := dial(t, l).upgrade("/ws?quiet")
				c.send(masked(name))
				for range j % 3 {
					if got := c.frame(); got != name {
						t.Errorf("%s got the frame of %s", name, got)
					}
				}
				c.reset()
			}
		})
	}
	storm.Wait()
	close(over)
	clients.Wait()
	close(stop)
	writer.Wait()
	eventually(t, "only the innocent are open", func() bool { return l.Stats().WebSocket == 8 })
}

// Bite 1: requests whose connection is reset while another goroutine answers.
func TestResetsUnderAsynchronousAnswersHarmNobodyElse(t *testing.T) {
	l := start(t, Config{}, newApp())
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			c := dial(t, l)
			for range 200 {
				c.send(get("/async"))
				c.expect(200, "async")
			}
		})
		all.Go(func() {
			for range 200 {
				c := dial(t, l)
				c.send(get("/async"))
				c.reset()
			}
		})
	}
	all.Wait()
}
