package registry

import (
	"testing"
	"time"
)

func TestOneAskServesAllForAWhile(t *testing.T) {
	b := newBook(idA)
	now := time.Now()
	asks := func(d time.Duration) bool {
		_, e := b.read(tagPresence, &item{node: idB, digest: 7, settled: true}, now.Add(d), nil)
		return e.ask
	}
	if !asks(0) || asks(time.Second) || !asks(askPause) {
		t.Error("it does not ask at once, wait, and ask again")
	}
	if _, e := b.read(tagAsk, &item{node: NodeID{3}, asked: idB}, now.Add(2*askPause), nil); e.wanted {
		t.Error("it feels asked for another node")
	}
	if asks(2*askPause + time.Second) {
		t.Error("it asks although a third node has just done so")
	}
	if _, e := b.read(tagAsk, &item{node: idB, asked: idA}, now, nil); !e.wanted {
		t.Error("it does not hear that it is asked")
	}
}

func TestWhatTheLogMakesANodeHoldIsBounded(t *testing.T) {
	b := newBook(idA)
	for i := range 2 * maxPeers {
		b.read(tagPresence, &item{node: NodeID{byte(i), byte(i >> 8), 9}}, time.Now(), nil)
	}
	if len(b.peers) != maxPeers {
		t.Errorf("%d nodes", len(b.peers))
	}
	b = newBook(idA)
	b.held = maxCounts - 1
	for _, channel := range []string{"a", "b", "c"} {
		b.read(tagCount, &item{node: idB, channel: []byte(channel), members: 1}, time.Now(), nil)
	}
	if n := len(b.peers[idB].counts); n != 1 {
		t.Errorf("%d channels", n)
	}
}
