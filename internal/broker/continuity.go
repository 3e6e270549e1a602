package broker

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// entry checks that m continues the log as read so far, and delivers it. again is true when
// reading starts over because a new epoch began.
func (t *tail) entry(ctx context.Context, m *redis.XMessage) (again bool) {
	id, ok := parseStreamID(m.ID)
	if !ok {
		t.unreadable("an entry's id", m.ID)
		return false
	}
	epoch, prev, payload, ok := fields(m)
	if !ok {
		t.read = id
		t.unreadable("an entry's fields", m.ID)
		return false
	}
	if epoch != t.epoch {
		if !t.mixed.before(id) {
			t.read = id
			t.unreadable("an entry of another epoch", m.ID)
			return false
		}
		t.newEpoch(epoch, id)
		return true
	}
	if prev != t.chain {
		t.gap("entries are missing, dropped or lost by Redis before this node read them", "after", t.chain.String(), "before", m.ID)
	}
	t.read, t.chain = id, id
	t.deliver(ctx, id, payload)
	t.reached.set(place{epoch: epoch, id: id})
	return false
}

// fields reads what every entry has.
func fields(m *redis.XMessage) (epoch string, prev streamID, payload string, ok bool) {
	epoch, ok1 := m.Values["e"].(string)
	p, ok2 := m.Values["p"].(string)
	payload, ok3 := m.Values["b"].(string)
	prev, ok4 := parseStreamID(p)
	return epoch, prev, payload, ok1 && ok2 && ok3 && ok4
}

// newEpoch starts over at the beginning of a log that began anew. What of it lies before the
// entry that told, and is of another epoch, is left out.
func (t *tail) newEpoch(epoch string, told streamID) {
	t.epochs.Add(1)
	t.log.Warn("redis was emptied or replaced: the log began anew, what was not delivered is lost", "epoch", epoch, "before", t.epoch)
	t.epoch, t.read, t.chain, t.mixed = epoch, streamID{}, streamID{}, told
}

// gap counts and logs a place where something is missing.
func (t *tail) gap(what string, args ...any) {
	t.gaps.Add(1)
	t.log.Warn("gap in the log: "+what, args...)
}
