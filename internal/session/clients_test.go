package session

import (
	"bytes"
	"log/slog"
	"net/netip"
	"testing"
)

func TestAClientWithAnAddressIsLogged(t *testing.T) {
	const client = "198.51.100.1"
	for _, tt := range []struct{ name, client, script, want string }{
		{
			"websocket", client, `
	open w
		w< 101
		w< open
	w gone
		end transport_error`,
			`msg="client connected" client=198.51.100.1 transport=websocket
msg="client disconnected" client=198.51.100.1 transport=websocket reason=transport_error
`,
		},
		{
			"polling", client, `
	open
	post 1
		end client_closed`,
			`msg="client connected" client=198.51.100.1 transport=polling
msg="client disconnected" client=198.51.100.1 transport=polling reason=client_closed
`,
		},
		{
			"upgraded", client, `
	open
	probe w
		w< 101
	w> 5
	w gone
		end transport_error`,
			`msg="client connected" client=198.51.100.1 transport=polling
msg="client disconnected" client=198.51.100.1 transport=websocket reason=transport_error
`,
		},
		{"without an address", "", `
	open
	post 1
		end client_closed`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var log bytes.Buffer
			run(t, nil, func(r *rig) {
				r.table.log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{
					Level: slog.LevelDebug, ReplaceAttr: onlyWhatIsSaid,
				}))
				p := newPlayer(r)
				p.client, _ = netip.ParseAddr(tt.client)
				p.play(tt.script)
				r.table.clients.addrs.Range(func(_, client any) bool {
					t.Errorf("%v is kept", client)
					return true
				})
			})
			if log.String() != tt.want {
				t.Errorf("the log has\n%swant\n%s", log.String(), tt.want)
			}
		})
	}
}

// onlyWhatIsSaid leaves time and level out of a line.
func onlyWhatIsSaid(_ []string, a slog.Attr) slog.Attr {
	if a.Key == slog.TimeKey || a.Key == slog.LevelKey {
		return slog.Attr{}
	}
	return a
}
