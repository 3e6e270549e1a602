package socketio

import (
	"bytes"
	"testing"
)

func TestAppendWritesBackARecordedConversation(t *testing.T) {
	decoders := map[string]*Decoder{"client": {}, "server": {}}
	text := map[string]string{}
	for i, f := range vectors[frame](t, "transcript.json") {
		p, complete, err := f.feed(decoders[f.From])
		if err != nil {
			t.Fatalf("message %d: %v", i, err)
		}
		if f.Hex == nil {
			text[f.From] = f.Text
		}
		if !complete {
			continue
		}
		// A client writes the comma of a namespace even where nothing follows, and so do we.
		if got := string(p.Append(nil)); got != text[f.From] {
			t.Errorf("message %d: got %s, want %s", i, got, text[f.From])
		}
	}
}

func TestAppendFunctionsWriteTheBytesOfTheReferenceServer(t *testing.T) {
	raw := func(s ...string) (args [][]byte) {
		for _, s := range s {
			args = append(args, []byte(s))
		}
		return args
	}
	const placeholder = `{"_placeholder":true,"num":0}`
	cases := []struct {
		name string
		got  []byte
		want string
	}{
		{"connect", AppendConnect(nil, "/", "1.2"), `0{"sid":"1.2"}`},
		{"connect to a namespace", AppendConnect(nil, "/admin", "1.2"), `0/admin,{"sid":"1.2"}`},
		{"connect error", AppendConnectError(nil, "/nope", "Invalid namespace", nil), `4/nope,{"message":"Invalid namespace"}`},
		{"connect error with data", AppendConnectError(nil, "", `a"b`, []byte(`{"c":1}`)), `4{"message":"a\"b","data":{"c":1}}`},
		{"disconnect", AppendDisconnect(nil, "/"), `1`},
		{"disconnect from a namespace", AppendDisconnect(nil, "/admin"), `1/admin,`},
		{"event", AppendEvent(nil, "/", "echo"), `2["echo"]`},
		{"event with arguments", AppendEvent(nil, "/", "echo", raw("1", `"two"`)...), `2["echo",1,"two"]`},
		{"event to a namespace", AppendEvent(nil, "/admin", "<é\n>", raw("null")...), `2/admin,["<é\n>",null]`},
		{"event with an ack id", AppendEventAck(nil, "/", 0, "q", raw("1")...), `20["q",1]`},
		{"ack", AppendAck(nil, "/", 12, raw(`{"status":"ok"}`)...), `312[{"status":"ok"}]`},
		{"ack of nothing", AppendAck(nil, "/admin", 0), `3/admin,0[]`},
		{"binary event", AppendBinaryEvent(nil, "/", 1, "echo", raw(placeholder)...), `51-["echo",` + placeholder + `]`},
		{"binary event with an ack id", AppendBinaryEventAck(nil, "/a", 3, 1, "q", raw(placeholder)...), `51-/a,3["q",` + placeholder + `]`},
		{"binary ack", AppendBinaryAck(nil, "/a", 7, 1, raw(placeholder, "2")...), `61-/a,7[` + placeholder + `,2]`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if string(c.got) != c.want {
				t.Errorf("got  %s\nwant %s", c.got, c.want)
			}
			var d Decoder
			if _, _, err := d.Text(bytes.Clone(c.got)); err != nil {
				t.Errorf("does not decode: %v", err)
			}
		})
	}
}

func TestAppendAllocatesNothingWhereThereIsRoom(t *testing.T) {
	room := make([]byte, 0, 512)
	arg := []byte(`{"status":"ok"}`)
	allocs := testing.AllocsPerRun(100, func() {
		dst := AppendConnect(room, "/", "1.2")
		dst = AppendEvent(dst, "/", "user-total", arg)
		AppendAck(dst, "/", 12, arg)
	})
	if allocs != 0 {
		t.Errorf("%v allocations", allocs)
	}
}
