package chat

import (
	"errors"
	"fmt"

	"socketchat/auth"
	"socketchat/internal/session"
)

var (
	errNoToken = fmt.Errorf("%w: the first argument of join must be the token, a string", auth.ErrInvalidToken)
	// errTooManyChannels says what to do about the bound.
	errTooManyChannels = errors.New("too many channels")
)

// join makes the client a member of the channel that its token names. The ack is queued here,
// in the round whose position the join takes effect at, so it precedes the channel's first
// broadcast. Joining a joined channel is an idempotent ok.
func (c *Chat) join(s *session.Socket, e *session.Event) {
	token, err := c.admit(s, e)
	if err != nil {
		c.joins[resultOf(err)].Add(1)
		refuse(s, e, err)
		return
	}
	o := s.Outlet()
	joined := o.Shard().Join(o, token.Channel)
	c.remember(s, token.Data)
	c.joins[resultOK].Add(1)
	e.Ack(appendOK(nil, token.Channel))
	if joined && c.observer != nil {
		c.observer.Joined(token.Channel)
	}
}

// admit verifies the token.
func (c *Chat) admit(s *session.Socket, e *session.Event) (auth.Token, error) {
	text, ok := stringArg(e)
	if !ok {
		return auth.Token{}, errNoToken
	}
	token, err := c.keys.Verify([]byte(text), c.now())
	if err != nil {
		return auth.Token{}, err
	}
	o := s.Outlet()
	if o.Memberships() >= maxChannels && !o.In(token.Channel) {
		return auth.Token{}, fmt.Errorf("%w: a connection may be in %d at once. Leave one, or open another connection",
			errTooManyChannels, maxChannels)
	}
	return token, nil
}

// leave ends a membership; leaving a channel that was not joined is ok.
func (c *Chat) leave(s *session.Socket, e *session.Event) {
	channel, ok := stringArg(e)
	if !ok {
		e.Ack(appendError(nil, codeInvalidChannel, "the first argument of leave must be the channel, a string"))
		return
	}
	o := s.Outlet()
	o.Shard().Leave(o, channel)
	e.Ack(appendOK(nil, channel))
}
