package session

import (
	"log/slog"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"

	"socketchat/internal/hub"
	"socketchat/internal/window"
	"socketchat/protocol/websocket"
)

// A payload is taken in turns: a poll that is held is answered with what the first one brought.
func TestAPayloadIsTakenInTurns(t *testing.T) {
	const turns = 5
	body := strings.TrimSuffix(strings.Repeat(`42["echo",1]|`, turns*turnPackets), "|")
	play(t, `
	open
	post 40
	get a
		a< 40{"sid":"…"}
	get b
	post `+body+`
		b< 42["echo… (831 bytes)
	get c
		c< 42["echo… (3327 bytes)
	get d
	post 42["echo",2]
		d< 42["echo",2]`)
}

// A session that ends in a later turn answers its POST, once.
func TestAPayloadMayEndItsSessionInALaterTurn(t *testing.T) {
	play(t, `
	open
	post 40
	get a
		a< 40{"sid":"…"}
	post `+strings.Repeat("3|", 3*turnPackets)+`1|42["echo",1]
		/ left: client_closed
		end client_closed
	get b
		b refused`)
}

func TestATurnOfAPayloadIsBoundedByBytes(t *testing.T) {
	large := `42["x","` + strings.Repeat("y", turnBytes) + `"]`
	play(t, `
	open
	post 40
	get a
		a< 40{"sid":"…"}
	get b
	post 42["echo",1]|`+large+`|42["echo",2]
		b< 42["echo",1]
	get c
		c< 42["echo",2]`)
}

// What a transport brought and its shard has not taken is bounded: then its connection is held, and
// resumed when the shard has caught up.
func TestATransportIsHeldUntilItsShardHasCaughtUp(t *testing.T) {
	for _, tt := range []struct {
		name            string
		bytes, messages int
	}{
		{"many messages", 1, heldAt},
		{"large ones", heldAt / 2 * sliceBytes, 2},
		{"one that is larger", 100 * sliceBytes, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := hub.New(hub.Config{Shards: 1, SlowConsumerBytes: 4 << 20, PendingBytes: 1 << 30}, window.New(16, 1<<20))
				table := NewTable(Config{MaxClients: 1, PingInterval: 1e10}, h, &application{record: new(record)}, slog.New(slog.DiscardHandler))
				tr, err := table.OpenWebSocket(false, netip.Addr{})
				if err != nil {
					t.Fatal(err)
				}
				c := &socket{name: "w", record: new(record), transport: tr, room: -1}
				tr.Attach(c, []byte(switching))
				for i := range tt.messages {
					if n := c.holds.Load(); n != 0 {
						t.Fatalf("held after %d messages", i)
					}
					tr.Message(websocket.Ping, make([]byte, tt.bytes))
				}
				if c.holds.Load() != 1 || c.resumes.Load() != 0 {
					t.Fatalf("held %d times, resumed %d times", c.holds.Load(), c.resumes.Load())
				}
				h.Start()
				synctest.Wait()
				if c.resumes.Load() == 0 || tr.waits.Load() != 0 {
					t.Errorf("resumed %d times, %d wait", c.resumes.Load(), tr.waits.Load())
				}
				table.Close()
				h.Stop()
			})
		})
	}
}
