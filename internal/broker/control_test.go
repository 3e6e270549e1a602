package broker

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"socketchat/internal/window"
)

// notes is a Control that says what it was given, once.
type notes struct {
	mu      sync.Mutex
	waiting []string
	under   []string // way
	lost    int
	read    []string
	wake    func()
}

const tagNote = ControlTag + 100

func appendNote(dst []byte, s string) []byte {
	return append(AppendItemHeader(dst, tagNote, len(s)), s...)
}

func (c *notes) say(s string) {
	c.mu.Lock()
	c.waiting = append(c.waiting, s)
	c.mu.Unlock()
	c.wake()
}

func (c *notes) control() Control {
	return Control{
		Write: func(dst []byte, beat bool) []byte {
			c.mu.Lock()
			defer c.mu.Unlock()
			if beat {
				dst = appendNote(dst, "beat")
			}
			for _, s := range c.waiting {
				dst = appendNote(dst, s)
			}
			c.under, c.waiting = append(c.under, c.waiting...), nil
			return dst
		},
		Written: func(ok bool) {
			c.mu.Lock()
			defer c.mu.Unlock()
			if !ok {
				c.waiting = append(c.waiting, c.under...)
				c.lost++
			}
			c.under = nil
		},
		Next: func() time.Time {
			c.mu.Lock()
			defer c.mu.Unlock()
			if len(c.waiting) > 0 {
				return time.Unix(0, 0)
			}
			return time.Time{}
		},
		Last: func(dst []byte) []byte { return appendNote(dst, "bye") },
		Read: func(tag byte, body []byte) (bool, error) {
			if tag != tagNote {
				return false, nil
			}
			c.mu.Lock()
			defer c.mu.Unlock()
			c.read = append(c.read, string(body))
			return true, nil
		},
	}
}

func (c *notes) heard(s string) (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, r := range c.read {
		if r == s {
			n++
		}
	}
	return n
}

func carrying(t *testing.T, c RedisConfig) (*node, *notes) {
	n, control := newNode(t, c, window.New(1<<14, 64<<20)), &notes{}
	id, wake := n.Carry(control.control())
	if control.wake = wake; id == [16]byte{} {
		t.Error("a node without an id")
	}
	n.start()
	n.ready(promised)
	return n, control
}

func TestControlTravelsWithBroadcastsAndAlone(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	a, said := carrying(t, s.config())
	b, heard := carrying(t, s.config())
	said.say("alone")
	eventually(t, 500*time.Millisecond, "an entry of its own", func() bool { return heard.heard("alone") == 1 && said.heard("alone") == 1 })
	answers := newAnswers(t)
	for i := range 500 {
		a.publish(answers, i)
		said.say(fmt.Sprint(i))
	}
	answers.wait()
	b.waitFor(500)
	for i := range 500 {
		eventually(t, time.Second, "each once", func() bool { return heard.heard(fmt.Sprint(i)) == 1 })
	}
	last := b.position()
	if want := fmt.Sprintf("%d-%d.%d", last.Milli, last.Seq, last.Index); answers.cursors[499][17:] != want {
		t.Errorf("the cursor is %s, the entry stands at %s", answers.cursors[499], want)
	}
	if heard.heard("beat") == 0 || b.Stats().UnknownTags != 0 {
		t.Errorf("%d beats, %+v", heard.heard("beat"), b.Stats())
	}
	a.Stop(t.Context())
	eventually(t, time.Second, "the goodbye", func() bool { return heard.heard("bye") == 1 })
}

func TestControlIsToldWhenItsEntryMayBeLost(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	n, control := carrying(t, s.config())
	s.stop()
	control.say("lost")
	eventually(t, 3*time.Second, "the loss", func() bool { control.mu.Lock(); defer control.mu.Unlock(); return control.lost > 0 })
	s.resume()
	n.ready(promised)
	eventually(t, promised, "told again", func() bool { return control.heard("lost") >= 1 })
	s.stop()
	control.mu.Lock()
	control.lost, control.waiting = 0, []string{"with a batch"} // without waking anybody
	control.mu.Unlock()
	answers := newAnswers(t)
	n.publish(answers, 1)
	eventually(t, 3*time.Second, "the loss", func() bool { control.mu.Lock(); defer control.mu.Unlock(); return control.lost > 0 })
	s.resume()
	n.ready(promised)
	eventually(t, promised, "told again", func() bool { return control.heard("with a batch") >= 1 })
	answers.wait()
}

func TestNodeWithoutControlSkipsItsItems(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	n := startNode(t, s.config())
	_, control := carrying(t, s.config())
	control.say("foreign")
	eventually(t, promised, "an unknown tag", func() bool { return n.Stats().UnknownTags > 0 })
	n.mustPublish(1)
	n.waitFor(1)
}
