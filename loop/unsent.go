package loop

// Unsent reports whether an answer has been given that its client has not taken yet: Stop would cut
// it off. It looks at every connection, so it is for the end.
func (l *Loop) Unsent() bool {
	for _, c := range l.roster.all() {
		if c.unsent() {
			return true
		}
	}
	return false
}

func (c *Conn) unsent() bool {
	c.lock()
	defer c.unlock()
	if c.closed {
		return false
	}
	return c.bufferedLocked() || c.x != nil && len(c.x.out) > 0
}
