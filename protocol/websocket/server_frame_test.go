package websocket

import "testing"

func TestParseServerFrameRefusesWhatNoServerSends(t *testing.T) {
	cases := []struct {
		name, in string
		code     uint16
	}{
		{"5.1 masked", "\x81\x81", 1002},
		{"5.2 reserved bit", "\xc1\x00", 1002},
		{"5.2 reserved opcode", "\x83\x00", 1002},
		{"5.2 length with its highest bit set", "\x82\x7f\xff\xff\xff\xff\xff\xff\xff\xff", 1002},
		{"5.4 first fragment", "\x01\x00", 1002},
		{"5.4 last fragment", "\x80\x00", 1002},
		{"5.5 long ping", "\x89\x7e", 1002},
		{"5.5.1 half a close code", "\x88\x01\x03", 1002},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if _, _, err := ParseServerFrame([]byte(c.in)); codeOf(err) != c.code {
				t.Errorf("err %v, want code %d", err, c.code)
			}
			if _, _, _, ok := Header([]byte(c.in)); ok && c.in[0] != 0x88 {
				t.Error("Header takes it")
			}
		})
	}
}

func TestParseServerFrameWaitsForTheWholeFrame(t *testing.T) {
	for _, payload := range []string{"", "hello", long126} {
		frame := AppendFrame(nil, Text, []byte(payload))
		for i := range frame {
			if _, n, err := ParseServerFrame(frame[:i]); n != 0 || err != nil {
				t.Fatalf("%d of %d bytes: n %d, err %v", i, len(frame), n, err)
			}
		}
		if m, n, err := ParseServerFrame(frame); n != len(frame) || err != nil || string(m.Data) != payload {
			t.Fatalf("n %d, %q, err %v", n, m.Data, err)
		}
	}
}

func TestHeaderWalksPendingOutput(t *testing.T) {
	pending := AppendFrame(AppendFrame(AppendClose(nil, 1000, ""), Text, []byte(long126)), Ping, nil)
	var ops []Opcode
	for len(pending) > 0 {
		op, head, length, ok := Header(pending)
		if !ok {
			t.Fatalf("not ok with %d bytes left", len(pending))
		}
		ops = append(ops, op)
		pending = pending[head+length:]
	}
	if len(ops) != 3 || ops[0] != Close || ops[1] != Text || ops[2] != Ping {
		t.Errorf("ops %v", ops)
	}
}

func TestHeaderNeedsOnlyTheHeader(t *testing.T) {
	frame := AppendHeader(nil, Binary, 70000)
	if op, head, length, ok := Header(frame); op != Binary || head != 10 || length != 70000 || !ok {
		t.Errorf("%v %d %d %v", op, head, length, ok)
	}
	if _, _, _, ok := Header(frame[:9]); ok {
		t.Error("ok with nine of ten bytes")
	}
}
