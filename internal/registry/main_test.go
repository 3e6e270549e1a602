package registry

import (
	"encoding/binary"
	"fmt"
	"log/slog"
	"maps"
	"testing"
	"time"

	"go.uber.org/goleak"

	"socketchat/internal/broker"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// shared is a log without Redis: entries in one order, from which every node reads at its own
// pace. Tests run it under synctest, whose clock costs nothing.
type shared struct {
	*testing.T
	entries [][]byte
	nodes   []*node
	made    byte
	largest int
}

// node is a registry with the appender's and the tail's part played by the test.
type node struct {
	*Registry
	log     *shared
	control broker.Control
	members map[string]int64
	others  map[string]int64
	changes int // of others
	next    int // the entry to read
	beatAt  time.Time
	woken   int

	dead  bool // kill -9
	cut   bool // neither appends nor reads
	loses bool // what it appends is lost, and it knows
	ghost bool // what it appends lands, and it does not know
	drops bool // it reads over a gap
}

func (l *shared) join() *node {
	n := &node{log: l, members: map[string]int64{}, others: map[string]int64{}, next: len(l.entries), beatAt: time.Now()}
	l.made++
	id := [16]byte{l.made}
	n.Registry = New(Config{
		Interval: time.Second,
		Members:  func(channel string) int64 { return n.members[channel] },
		Channels: func(f func(string)) {
			for channel := range n.members {
				f(channel)
			}
		},
		Others: func(channel string, d int64) {
			n.changes++
			if n.others[channel] += d; n.others[channel] == 0 {
				delete(n.others, channel)
			}
		},
		Log: slog.New(slog.DiscardHandler),
	}, func(c broker.Control) ([16]byte, func()) {
		n.control = c
		return id, func() { n.woken++ }
	})
	l.nodes = append(l.nodes, n)
	return n
}

// set changes the members of a channel on this node.
func (n *node) set(channel string, members int64) {
	if members == 0 {
		delete(n.members, channel)
	} else {
		n.members[channel] = members
	}
	n.Changed(channel)
}

// run lets d pass, in steps of 10 ms.
func (l *shared) run(d time.Duration) {
	l.Helper()
	for end := time.Now().Add(d); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		for _, n := range l.nodes {
			if !n.dead {
				n.step()
			}
		}
	}
}

func (n *node) step() {
	n.sweep(time.Now())
	if n.cut {
		return
	}
	n.read()
	for i := 0; ; i++ {
		beat := !time.Now().Before(n.beatAt)
		next := n.control.Next()
		if !beat && (next.IsZero() || next.After(time.Now())) {
			break
		}
		if beat {
			n.beatAt = time.Now().Add(time.Second)
		}
		if i == 1000 {
			n.log.Fatal("it has something to say without end")
		}
		if !n.append(n.control.Write(nil, beat)) {
			break
		}
	}
	n.read()
}

func (n *node) append(payload []byte) bool {
	l := n.log
	if l.largest = max(l.largest, len(payload)); len(payload) == 0 {
		n.control.Written(true)
		return true
	}
	if !n.loses {
		l.entries = append(l.entries, payload)
	}
	n.control.Written(!n.loses && !n.ghost)
	return !n.loses && !n.ghost
}

func (n *node) read() {
	for ; n.next < len(n.log.entries); n.next++ {
		if n.drops {
			continue
		}
		for b := n.log.entries[n.next]; len(b) > 0; {
			size, used := binary.Uvarint(b[1:])
			end := 1 + used + int(size)
			if known, err := n.control.Read(b[0], b[1+used:end]); err != nil || !known {
				n.log.Fatalf("tag %d: %v, %v", b[0], known, err)
			}
			b = b[end:]
		}
	}
}

// stop ends a node in order.
func (n *node) stop() {
	n.log.entries = append(n.log.entries, n.control.Last(nil))
	n.dead = true
}

// knows checks that each node that lives has the sums of the other living ones right.
func (l *shared) knows() {
	l.Helper()
	if err := l.wrong(); err != nil {
		l.Fatal(err)
	}
}

func (l *shared) wrong() error {
	for i, n := range l.nodes {
		if n.dead {
			continue
		}
		want := map[string]int64{}
		for _, o := range l.nodes {
			if o != n && !o.dead {
				for channel, members := range o.members {
					want[channel] += members
				}
			}
		}
		if !maps.Equal(n.others, want) {
			return fmt.Errorf("node %d has %d channels of others, want %d: %.200s, want %.200s",
				i, len(n.others), len(want), fmt.Sprint(n.others), fmt.Sprint(want))
		}
	}
	return nil
}

// until lets time pass until all nodes are right, and returns how long it took.
func (l *shared) until(limit time.Duration) time.Duration {
	l.Helper()
	start := time.Now()
	for l.wrong() != nil {
		if time.Since(start) > limit {
			l.Fatalf("not right within %v: %v", limit, l.wrong())
		}
		l.run(10 * time.Millisecond)
	}
	return time.Since(start)
}

// sent adds up the counts that all nodes have told.
func (l *shared) sent() (n uint64) {
	for _, node := range l.nodes {
		n += node.Stats().Sent
	}
	return n
}
