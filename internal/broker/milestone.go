package broker

import "sync"

// milestone is a place in the log that one goroutine moves and others look at.
type milestone struct {
	mu sync.Mutex
	at place // guarded by mu
}

func (m *milestone) set(p place) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.at = p
}

func (m *milestone) get() place {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.at
}

// Behind reports whether something that this node appended has not been fanned out here yet.
func (r *Redis) Behind() bool {
	newest, reached := r.appender.newest.get(), r.tail.reached.get()
	if newest.epoch != "" && (newest.epoch != reached.epoch || reached.id.before(newest.id)) {
		return true
	}
	return r.tail.window.Lag() > 0
}

// Behind reports whether something that was appended has not been fanned out yet.
func (l *Local) Behind() bool { return l.window.Lag() > 0 }
