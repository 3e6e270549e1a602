package bench

import (
	"fmt"
	"testing"

	"golang.org/x/sys/unix"

	"socketchat/protocol/websocket"
)

// TestClientComesBackOnlyWhenItsInputIsDoneWith: what follows the ack of a leave belongs to the
// session that ends, not to the next one.
func TestClientComesBackOnlyWhenItsInputIsDoneWith(t *testing.T) {
	const ack = `43100[{"status":"ok","channel":"a"}]`
	late := string(packetOf(message{0, 0, 9, 1}, ""))
	payload := ack + "\x1e" + late
	for name, tt := range map[string]struct {
		dialect func(c *crowd) dialect
		input   []byte
	}{
		"websocket": {
			func(c *crowd) dialect { return webSocket{c} },
			websocket.AppendFrame(websocket.AppendFrame(nil, websocket.Text, []byte(ack)), websocket.Text, []byte(late)),
		},
		"polling": {
			func(c *crowd) dialect { return polling{c} },
			fmt.Appendf(nil, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(payload), payload),
		},
	} {
		t.Run(name, func(t *testing.T) {
			pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_NONBLOCK, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer shut(pair[1])
			c := joinedCrowd(layout{Clients: 1, Channels: 1, Joins: 1, Publishers: 1})
			c.dialect, c.churn.rate = tt.dialect(c), 1
			cl := &c.clients[0]
			cl.fd, cl.phase, cl.acks = pair[0], leaving, 1
			if _, err := c.dialect.input(0, tt.input, now()); err != nil {
				t.Fatal(err)
			}
			if cl.fd >= 0 || cl.phase != gone || len(c.churn.back) != 1 || c.window.count != 0 {
				t.Errorf("descriptor %d, phase %d, %d to come back, %d deliveries", cl.fd, cl.phase, len(c.churn.back), c.window.count)
			}
			if n, _ := unix.Read(pair[1], make([]byte, 100)); n > 0 {
				t.Errorf("%d bytes were sent after the client had left", n)
			}
		})
	}
}
