package session

import (
	"errors"
	"net/netip"
	"runtime"
	"strings"
	"sync"
	"testing"

	"socketchat/internal/hub"
)

func TestAPanicOfTheApplicationEndsItsSessionOnly(t *testing.T) {
	const connected = `
	open w
		w< 101
		w< open
	w> 40
		w< 40{"sid":"…"}`
	for _, tt := range []struct{ name, script string }{
		{"in Event", connected + `
	w> 42["panic"]
		w< close 1011
		w finish internal_error
		/ left: internal_error
		end internal_error`},
		{"in Disconnect, when the client leaves", connected + `
	w> 42["panic later"]
	w> 41
		/ left: client_closed
		w< 42["too","late"]
		w< close 1011
		w finish internal_error
		end internal_error`},
		{"in Disconnect, when the session ends", connected + `
	w> 40/ns
		w< 40/ns,{"sid":"…"}
	w> 42/ns,["panic later"]
	w> 1
		w< close
		w finish client_closed
		/ left: client_closed
		/ns left: client_closed
		end client_closed`},
		{"in Disconnect, after one in Event", connected + `
	w> 42["panic later"]
	w> 42["panic"]
		w< close 1011
		w finish internal_error
		/ left: internal_error
		end internal_error`},
		{"in Connect, by polling", `
	open
	get a
	post 40{"panic":1}
		a< 40{"sid":"…"}|1
		/ left: internal_error
		end internal_error`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			run(t, nil, func(r *rig) {
				other := newPlayer(r)
				other.play(connected)
				p := newPlayer(r)
				p.play(tt.script)
				other.ended = len(r.closed())
				other.play("\tw> 42[\"echo\",1]\n\t\tw< 42[\"echo\",1]")
			})
		})
	}
}

func TestASlowConsumerIsClosedAtOnce(t *testing.T) {
	tight := func(_ *Config, h *hub.Config) { h.SlowConsumerBytes = 100 << 10 }
	for _, tt := range []struct{ name, script string }{
		{"on a WebSocket", `
	open w
		w< 101
		w< open
	w> 40
		w< 40{"sid":"…"}
	w> 42["join"]
	w room 0
	w> 42["flood"]
		w wants room
		w shutdown slow_consumer
		/ left: slow_consumer
		end slow_consumer`},
		{"by polling", `
	open
	post 40|42["join"]
	post 42["flood"]
		/ left: slow_consumer
		end slow_consumer`},
		{"by polling, while a WebSocket probes", `
	open
	post 40
	probe w
		w< 101
	post 42["flood"]
		w< close
		w finish slow_consumer
		/ left: slow_consumer
		end slow_consumer`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			run(t, tight, func(r *rig) { newPlayer(r).play(tt.script) })
		})
	}
}

func TestWhatADecoderHoldsCountsAgainstTheReceiveBudget(t *testing.T) {
	tight := func(c *Config, _ *hub.Config) { c.ReceiveBudget = 200 }
	run(t, tight, func(r *rig) {
		const connected = `
	open w
		w< 101
		w< open
	w> 40
		w< 40{"sid":"…"}`
		first, second := newPlayer(r), newPlayer(r)
		first.play(connected + `
	w> 451-["echo",{"_placeholder":true,"num":0},"some sixty bytes, within it"]`)
		second.play(connected + `
	w> 452-["echo",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]
	w binary ` + strings.Repeat("x", 100) + `
		w< close
		w finish receive_budget
		/ left: receive_budget
		end receive_budget`)
		first.ended = len(r.closed())
		first.play(`
	w binary ab
		w< 42["echo",{"_placeholder":true,"num":0},"some sixty bytes, within it","ab"]`)
	})
}

func TestABroadcastReachesEveryTransport(t *testing.T) {
	one := func(_ *Config, h *hub.Config) { h.Shards = 1 } // so that there is an order between the two
	run(t, one, func(r *rig) {
		polls, webSocket := newPlayer(r), newPlayer(r)
		polls.play(`
	open
	post 40|42["join"]
	get a
		a< 40{"sid":"…"}`)
		webSocket.play(`
	open w
		w< 101
		w< open
	w> 40
		w< 40{"sid":"…"}
	w> 42["join"]
	publish 2["e",1]
		w< 42["e",1]`)
		polls.play(`
	get b
		b< 42["e",1]
	get c
	publish 2["e",2]
		w< 42["e",2]
		c< 42["e",2]`)
	})
}

func TestMaxClientsBoundsTheSessions(t *testing.T) {
	run(t, func(c *Config, _ *hub.Config) { c.MaxClients = 2 }, func(r *rig) {
		first, second := newPlayer(r), newPlayer(r)
		first.play("\topen")
		if err := r.table.Full(); err != nil {
			t.Errorf("with one of two, Full() = %v", err)
		}
		second.play("\topen w\n\t\tw< 101\n\t\tw< open")
		if _, err := r.table.OpenPolling(netip.Addr{}); !errors.Is(err, ErrFull) {
			t.Errorf("OpenPolling: %v", err)
		}
		if _, err := r.table.OpenWebSocket(false, netip.Addr{}); !errors.Is(err, ErrFull) || r.table.Full() == nil {
			t.Errorf("OpenWebSocket: %v", err)
		}
		if st := r.table.Stats(); st.Polling != 1 || st.WebSocket != 1 || r.table.Len() != 2 {
			t.Errorf("Stats() = %+v", st)
		}
		first.play("\tpost 1\n\t\tend client_closed")
		first.play("\topen")
	})
}

func TestAClosedTableOpensNothing(t *testing.T) {
	run(t, nil, func(r *rig) {
		r.table.Close()
		_, polling := r.table.OpenPolling(netip.Addr{})
		_, webSocket := r.table.OpenWebSocket(false, netip.Addr{})
		for _, err := range []error{polling, webSocket, r.table.Full()} {
			if !errors.Is(err, ErrClosing) {
				t.Errorf("%v, want ErrClosing", err)
			}
		}
	})
}

// Whatever opens while Close runs is ended by it, or was refused.
func TestCloseMissesNoSession(t *testing.T) {
	for range 200 {
		run(t, nil, func(r *rig) {
			var wg sync.WaitGroup
			for range 4 {
				wg.Go(func() {
					for {
						if _, err := r.table.OpenPolling(netip.Addr{}); err != nil {
							return
						}
					}
				})
			}
			for r.table.Len() < 50 {
				runtime.Gosched()
			}
			r.table.Close()
			wg.Wait()
			r.settle()
			if n := r.table.Len(); n != 0 {
				r.Fatalf("%d sessions outlived Close", n)
			}
			r.strangers = true
		})
	}
}
