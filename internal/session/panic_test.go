package session

import (
	"bytes"
	"log/slog"
	"testing"
)

// The log says that there was a panic and what it was, and nothing of what the client sent.
func TestAPanicIsLoggedWithoutWhatTheClientSent(t *testing.T) {
	for _, tt := range []struct{ name, script, panic string }{
		{"websocket", `
	open w
		w< 101
		w< open
	w> 40
		w< 40{"sid":"…"}
	w> 42["panic","secret"]
		w< close 1011
		w finish internal_error
		/ left: internal_error
		end internal_error`, "event"},
		{"polling, with packets behind it", `
	open
	post 40|42["panic","secret"]|42["echo","secret"]
		/ left: internal_error
		end internal_error`, "event"},
		{"at the end", `
	open
	post 40|42["panic later","secret"]|1
		/ left: client_closed
		end client_closed`, "disconnect"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var log bytes.Buffer
			run(t, nil, func(r *rig) {
				r.table.log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{ReplaceAttr: withoutStack}))
				newPlayer(r).play(tt.script)
			})
			want := "msg=\"a session was closed after a panic\" reason=internal_error panic=" + tt.panic + "\n"
			if log.String() != want {
				t.Errorf("the log has\n%swant\n%s", log.String(), want)
			}
		})
	}
}

// withoutStack leaves the stack out of a line too: it has addresses in place of arguments.
func withoutStack(groups []string, a slog.Attr) slog.Attr {
	if a.Key == "stack" {
		return slog.Attr{}
	}
	return onlyWhatIsSaid(groups, a)
}
