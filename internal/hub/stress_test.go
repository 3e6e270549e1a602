package hub

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"testing"

	"socketchat/internal/window"
)

// TestShardsUnderLoad lets everything happen at once, as on a node: a mover, posters that
// join and leave, totals between shards. Each member must see the log's order without a hole.
func TestShardsUnderLoad(t *testing.T) {
	const shards, clients, entries = 3, 30, 5000
	r := newRig(t, shards, everySecond)
	waiter := r.window.NewWaiter()
	r.hub.Start()
	var all []*client
	for i := range clients {
		c := r.client(i % shards)
		all = append(all, c)
		c.join("c")
	}
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Go(func() {
			rnd := rand.New(rand.NewPCG(uint64(i), 4))
			for range 3000 {
				c, channel := all[rnd.IntN(clients)], fmt.Sprint("other ", rnd.IntN(5))
				if rnd.IntN(2) == 0 {
					c.join(channel)
				} else {
					c.leave(channel)
				}
			}
		})
	}
	for i := range entries {
		e := []*window.Entry{window.NewEntry("c", strconv.AppendInt(nil, int64(i), 10), window.Position{})}
		for waiter.Arm(); r.window.TryAppend(e) == 0; waiter.Arm() {
			<-waiter.C()
		}
	}
	wg.Wait()
	for _, s := range r.hub.shards { // a Close takes effect where the shard is
		for waiter.Arm(); s.reader.Index() != entries; waiter.Arm() {
			<-waiter.C()
		}
	}
	for _, c := range all {
		c.do(c.outlet.Close)
	}
	r.hub.Stop()
	for i, c := range all {
		next := -1
		for _, text := range c.wire.texts(t) {
			if strings.HasPrefix(text, "total ") {
				continue
			}
			n, err := strconv.Atoi(text[1:])
			if err != nil || next >= 0 && n != next {
				t.Fatalf("client %d got %q, want %d", i, text, next)
			}
			next = n + 1
		}
		if next != entries {
			t.Errorf("client %d got its last entry at %d", i, next)
		}
	}
	if st := r.hub.Stats(); st.Channels != 0 || st.Subscriptions != 0 || st.PendingBytes != 0 {
		t.Errorf("after all closed: %+v", st)
	}
}
