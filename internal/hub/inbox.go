package hub

import "slices"

// What one round does for messages. Entries, and with them every other client's broadcasts, come
// between two rounds, so it bounds how long they wait for what a client sends.
const (
	roundMessages = 256
	roundData     = 256 << 10 // bytes of Data, and one message
	roundTurns    = 8         // of recipients that have more to do
)

// Continuer is a recipient that has taken a message and not done all of it.
type Continuer interface {
	Recipient
	// Continue does a part of what is left; it asks for a further turn by Shard.Continue.
	Continue()
}

// inbox is what a shard has taken and not handled yet: messages, and recipients in the middle of
// one. It is bounded by the mailbox, which is taken only when all messages before are handled.
type inbox struct {
	messages []Message // the mailbox's other queue
	next     int       // of messages
	waiting  []Continuer
	spare    []Continuer
}

// left reports whether another round is needed for it.
func (b *inbox) left() bool { return b.next < len(b.messages) || len(b.waiting) > 0 }

// Continue gives c a turn in a later round, after those who have asked before.
func (s *Shard) Continue(c Continuer) { s.inbox.waiting = append(s.inbox.waiting, c) }

// drain handles a round's share of what has been sent.
func (s *Shard) drain() {
	s.continueSome()
	b := &s.inbox
	if b.next == len(b.messages) {
		b.messages, b.next = s.mailbox.take(b.messages), 0
	}
	bytes := 0
	for n := 0; b.next < len(b.messages) && n < roundMessages && bytes < roundData; n++ {
		m := &b.messages[b.next]
		b.next++
		bytes += len(m.Data)
		s.receive(m)
		*m = Message{}
	}
	if b.next == len(b.messages) && cap(b.messages) > mailboxMessages {
		b.messages, b.next = nil, 0
	}
}

// continueSome gives turns to recipients that have more to do, one each.
func (s *Shard) continueSome() {
	b := &s.inbox
	n := min(roundTurns, len(b.waiting))
	turns := append(b.spare[:0], b.waiting[:n]...)
	b.waiting = slices.Delete(b.waiting, 0, n)
	for i, c := range turns {
		s.goOn(c)
		turns[i] = nil
	}
	b.spare = turns
}

func (s *Shard) goOn(c Continuer) {
	defer s.caught(c)
	c.Continue()
}

// receive hands over one message.
func (s *Shard) receive(m *Message) {
	defer s.caught(m.To)
	m.To.Receive(m)
}
