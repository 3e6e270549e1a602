package session

import "socketchat/protocol/engineio"

// Bounds of what is taken of one payload in one round: others' broadcasts wait for it.
const (
	turnPackets = 64
	turnBytes   = 64 << 10 // and one packet
)

// payload is what a POST brought.
type payload struct {
	post Post
	rest []byte // the packets that have not been taken
}

// Continue takes packets of a POST in order, some in each round, then answers it: who has the
// answer finds the session as the packets left it. What cannot be decoded ends the session; the
// answer is the same. Until then another transport may bring what it likes: no order is defined
// between two connections of a client that has not seen the answer.
func (s *Session) Continue() {
	p := s.payload
	whole := true // also where a packet panics
	defer func() {
		if whole {
			s.taken(p.post)
		}
	}()
	bytes := len(p.rest)
	for n := 0; s.state == stateOpen; n++ {
		if n == turnPackets || bytes-len(p.rest) >= turnBytes {
			whole = false
			s.outlet.Shard().Continue(s)
			return
		}
		var packet []byte
		packet, p.rest = engineio.NextPacket(p.rest)
		s.text(packet)
		if p.rest == nil {
			return
		}
	}
}

func (s *Session) taken(p Post) {
	s.payload = nil
	s.postActive.Store(false)
	p.Taken()
}
