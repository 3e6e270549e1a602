package session

import (
	"errors"
	"math"
	"slices"
	"time"

	"socketchat/protocol/rawjson"
	"socketchat/protocol/socketio"
)

// Why a client's answer did not come.
var (
	ErrAckTimeout   = errors.New("the client did not answer in time")
	ErrDisconnected = errors.New("the client left before it answered")
	ErrTooManyAcks  = errors.New("too many answers of this client are awaited")
)

// maxQuestions bounds the acks that one session may owe. Over it EmitWithAck sends nothing, and
// its Reply is told ErrTooManyAcks.
const maxQuestions = 1000

// Reply is told once, on the shard, what the client answered: raw JSON, valid for the call only,
// and the attachments that it refers to; or err, why it did not.
type Reply func(args, attachments [][]byte, err error)

// question is an event whose ack is awaited.
type question struct {
	socket   *Socket
	id       uint64
	deadline time.Duration // since the table's epoch
	reply    Reply
}

// questions are the acks that a session owes, oldest first.
type questions struct {
	open []question
	next time.Duration // the earliest deadline
	id   uint64        // of the next one
}

// EmitWithAck sends an event that asks for an ack within the time-out. args are raw JSON and may
// refer to attachments, of which there may be none.
func (c *Socket) EmitWithAck(timeout time.Duration, reply Reply, name string, attachments [][]byte, args ...[]byte) {
	s := c.session
	if s.questions == nil {
		s.questions = &questions{next: math.MaxInt64}
	}
	q := s.questions
	switch {
	case s.find(c.namespace) != c:
		reply(nil, nil, ErrDisconnected)
		return
	case len(q.open) == maxQuestions:
		reply(nil, nil, ErrTooManyAcks)
		return
	}
	id := q.id
	q.id++
	q.open = append(q.open, question{c, id, s.clock() + timeout, reply})
	q.settle()
	s.reschedule()
	if len(attachments) == 0 {
		s.sendMessage(socketio.AppendEventAck(nil, c.namespace, id, name, args...))
		return
	}
	s.sendMessage(socketio.AppendBinaryEventAck(nil, c.namespace, id, len(attachments), name, args...))
	s.sendAttachments(attachments)
}

// answered hands over a client's ack. An id that is not awaited, or not any more, is ignored.
func (s *Session) answered(c *Socket, p *socketio.Packet) {
	if s.questions == nil || !p.HasID {
		return
	}
	q, ok := s.questions.take(func(q *question) bool { return q.socket == c && q.id == p.ID })
	if !ok {
		return
	}
	var args [][]byte
	if p.Data != nil {
		args, _ = rawjson.Elements(p.Data, nil) // the decoder has checked that it is an array
	}
	q.reply(args, p.Attachments, nil)
}

// expireQuestions tells those whose time is over.
func (s *Session) expireQuestions(now time.Duration) {
	s.giveUp(ErrAckTimeout, func(q *question) bool { return now >= q.deadline })
}

// abandon tells those that wait for an answer of a socket that has left.
func (s *Session) abandon(c *Socket) {
	s.giveUp(ErrDisconnected, func(q *question) bool { return q.socket == c })
}

func (s *Session) giveUp(err error, over func(*question) bool) {
	if s.questions == nil {
		return
	}
	for q, ok := s.questions.take(over); ok; q, ok = s.questions.take(over) {
		q.reply(nil, nil, err)
	}
}

// take removes and returns the first question that match picks.
func (q *questions) take(match func(*question) bool) (taken question, ok bool) {
	for i := range q.open {
		if match(&q.open[i]) {
			taken = q.open[i]
			q.open = slices.Delete(q.open, i, i+1)
			q.settle()
			return taken, true
		}
	}
	return question{}, false
}

// settle finds the earliest deadline. Where none is left no memory is held.
func (q *questions) settle() {
	q.next = math.MaxInt64
	if len(q.open) == 0 {
		q.open = nil
	}
	for i := range q.open {
		q.next = min(q.next, q.open[i].deadline)
	}
}
