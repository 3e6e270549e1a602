package hub

import (
	"sync"
	"sync/atomic"
)

// Message is what a poller sends to a session's shard. Data belongs to the shard once it has
// been posted. What Kind, Arg and Code mean is the recipient's.
type Message struct {
	To   Recipient
	Arg  any
	Data []byte
	Kind uint8
	Code uint16
}

// Recipient is a session, as its shard sees it. Both methods run on the shard.
type Recipient interface {
	Receive(m *Message)
	// Fail is told that Receive, or another method that the shard called, panicked with v.
	Fail(v any)
}

// Bounds of a mailbox: over them whoever posts waits, which the waits counter shows.
const (
	mailboxMessages = 8192
	mailboxBytes    = 16 << 20
)

// mailbox is the queue of one shard. Waiting goes one way only: posters wait for the shard,
// holding no lock; the shard never waits for a poster.
type mailbox struct {
	mu     sync.Mutex
	room   sync.Cond // signalled when the shard has taken what was queued
	queue  []Message // guarded by mu
	bytes  int       // guarded by mu: the Data of queue
	closed bool      // guarded by mu: the shard has stopped, messages are dropped

	waits atomic.Uint64
}

func newMailbox() *mailbox {
	m := &mailbox{}
	m.room.L = &m.mu
	return m
}

// put appends m, waiting while the mailbox is full. It reports whether more is queued than whoever
// posts should do for the shard.
func (b *mailbox) put(m Message) (many bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.full() {
		b.waits.Add(1)
	}
	for b.full() && !b.closed {
		b.room.Wait()
	}
	if b.closed {
		return false
	}
	b.queue = append(b.queue, m)
	b.bytes += len(m.Data)
	return len(b.queue) > roundMessages || b.bytes > roundData
}

func (b *mailbox) full() bool {
	return len(b.queue) >= mailboxMessages || b.bytes >= mailboxBytes
}

// take returns what is queued and keeps spare, emptied, as the next queue.
func (b *mailbox) take(spare []Message) []Message {
	b.mu.Lock()
	defer b.mu.Unlock()
	taken := b.queue
	b.queue = spare[:0]
	b.bytes = 0
	b.room.Broadcast()
	return taken
}

func (b *mailbox) len() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.queue)
}

func (b *mailbox) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	b.queue = nil
	b.room.Broadcast()
}
