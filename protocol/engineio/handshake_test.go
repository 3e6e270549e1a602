package engineio

import (
	"testing"
	"time"
)

func TestHandshakeHasTheBytesOfTheReferenceServer(t *testing.T) {
	h := Handshake{SID: "lv_VI97HAXpY6yYWAAAC", Upgrades: true, PingInterval: 25 * time.Second, PingTimeout: 20 * time.Second, MaxPayload: 1_000_000}
	want := `0{"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}`
	if got := h.Append(nil); string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	h.Upgrades = false
	want = `0{"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}`
	if got := h.Append(nil); string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	room := make([]byte, 0, 256)
	if allocs := testing.AllocsPerRun(100, func() { h.Append(room) }); allocs != 0 {
		t.Errorf("%v allocations", allocs)
	}
}

func TestErrorCodeHasTheBodyAndStatusOfTheReferenceServer(t *testing.T) {
	cases := []struct {
		code   ErrorCode
		status int
		body   string
	}{
		{UnknownTransport, 400, `{"code":0,"message":"Transport unknown"}`},
		{UnknownSID, 400, `{"code":1,"message":"Session ID unknown"}`},
		{BadHandshakeMethod, 400, `{"code":2,"message":"Bad handshake method"}`},
		{BadRequest, 400, `{"code":3,"message":"Bad request"}`},
		{Forbidden, 403, `{"code":4,"message":"Forbidden"}`},
		{UnsupportedVersion, 400, `{"code":5,"message":"Unsupported protocol version"}`},
	}
	for _, c := range cases {
		t.Run(c.code.Message(), func(t *testing.T) {
			if got := string(c.code.Append(nil)); got != c.body || c.code.Status() != c.status {
				t.Errorf("got %d %s, want %d %s", c.code.Status(), got, c.status, c.body)
			}
		})
	}
}
