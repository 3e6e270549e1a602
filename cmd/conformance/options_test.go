package main

import (
	"testing"
	"time"
)

func TestParseReadsTheFlagsOfTheSuites(t *testing.T) {
	o, err := parse([]string{
		"-listen", "127.0.0.1:4000", "-mode", "engineio", "-path", "/engine.io/", "-ping-interval", "300ms",
		"-ping-timeout", "200ms", "-connect-timeout", "1s", "-max-payload", "1000000",
	})
	want := options{
		listen: "127.0.0.1:4000", mode: modeEngineIO, path: "/engine.io/", pingInterval: 300 * time.Millisecond,
		pingTimeout: 200 * time.Millisecond, connectTimeout: time.Second, maxPayload: 1_000_000,
	}
	if err != nil || *o != want {
		t.Errorf("got %+v, %v", o, err)
	}
}

func TestParseCompletesThePath(t *testing.T) {
	for _, tt := range []struct {
		name, want string
		args       []string
	}{
		{"none", "/socket.io/", nil},
		{"none, engineio", "/engine.io/", []string{"-mode", "engineio"}},
		{"no slashes", "/io/", []string{"-path", "io"}},
		{"no slash at the end", "/a/b/", []string{"-path", "/a/b"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if o, err := parse(tt.args); err != nil || o.path != tt.want {
				t.Errorf("got %+v, %v", o, err)
			}
		})
	}
}

func TestParseRefusesWhatCannotBe(t *testing.T) {
	for _, args := range [][]string{
		{"-mode", "both"}, {"-max-payload", "0"}, {"-ping-interval", "0s"}, {"-connect-timeout", "-1s"}, {"more"}, {"-what"},
	} {
		if _, err := parse(args); err == nil {
			t.Errorf("%q was taken", args)
		}
	}
}
