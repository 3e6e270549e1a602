package hub

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
)

func TestAFullMailboxMakesPostersWait(t *testing.T) {
	for _, tt := range []struct {
		name  string
		n     int
		bytes int
	}{
		{"of messages", mailboxMessages, 0},
		{"of bytes", 16, 1 << 20},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, 1, nil)
				c, s := r.client(0), r.hub.shards[0]
				var ran atomic.Int64
				m := Message{To: c, Data: make([]byte, tt.bytes), Arg: func() { ran.Add(1) }}
				for range tt.n {
					s.Post(m, nil)
				}
				if got := r.hub.Stats().MailboxWaits; got != 0 {
					t.Fatalf("%d waited before it was full", got)
				}
				var posted atomic.Int64
				for range 3 {
					go func() {
						s.Post(m, nil)
						posted.Add(1)
					}()
				}
				synctest.Wait()
				if posted.Load() != 0 || r.hub.Stats().MailboxWaits != 3 {
					t.Errorf("%d posted, %d waits", posted.Load(), r.hub.Stats().MailboxWaits)
				}
				s.roundNow() // takes all, and runs a share
				synctest.Wait()
				if posted.Load() != 3 || ran.Load() == 0 {
					t.Errorf("%d posted, %d of %d ran", posted.Load(), ran.Load(), tt.n)
				}
				r.settle()
				if ran.Load() != int64(tt.n)+3 {
					t.Errorf("%d of %d ran", ran.Load(), tt.n+3)
				}
			})
		})
	}
}

func TestAStoppedShardLetsPostersGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, 1, nil)
		c, s := r.client(0), r.hub.shards[0]
		m := Message{To: c, Arg: func() { t.Error("it ran") }}
		for range mailboxMessages {
			s.Post(m, nil)
		}
		go s.Post(m, nil)
		synctest.Wait()
		s.mailbox.close()
		synctest.Wait()
		s.Post(m, nil)
		s.roundNow()
	})
}

func TestStopHandlesWhatWasPostedBefore(t *testing.T) {
	r := newRig(t, 2, nil)
	r.hub.Start()
	var ran atomic.Int64
	for i := range 100 {
		r.client(i % 2).do(func() { ran.Add(1) })
	}
	r.hub.Stop()
	if ran.Load() != 100 {
		t.Errorf("%d of 100 ran", ran.Load())
	}
}

func TestMessagesOfOnePosterKeepTheirOrder(t *testing.T) {
	r := newRig(t, 1, nil)
	r.hub.Start()
	c := r.client(0)
	next := 0 // the shard's
	for i := range 20_000 {
		c.do(func() {
			if i != next {
				t.Errorf("message %d came at %d", i, next)
			}
			next++
		})
	}
	r.hub.Stop()
	if next != 20_000 {
		t.Errorf("%d came", next)
	}
}
