//go:build linux

package main

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

func TestServiceManagerHearsWhenTheServerListensAndStops(t *testing.T) {
	for _, name := range []string{filepath.Join(t.TempDir(), "notify"), "@socketchat-test-" + strconv.Itoa(time.Now().Nanosecond())} {
		manager, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: name, Net: "unixgram"})
		if err != nil {
			t.Fatal(err)
		}
		t.Setenv("NOTIFY_SOCKET", name)
		runUntil(t, func() { hear(t, manager, notifyReady) })
		hear(t, manager, notifyStopping)
		_ = manager.Close()
	}
}

// runUntil runs a server until ready has returned and it was found healthy.
func runUntil(t *testing.T, ready func()) {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := port(free)
	_ = free.Close()
	l := load([]string{"HTTP_API_KEY=0123456789abcdef", "HOST=127.0.0.1", "PORT=" + p}, scopeServe, 1000)
	if len(l.problems) > 0 {
		t.Fatal(l.problems)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, &l.Settings, slog.New(slog.DiscardHandler)) }() // ends after cancel
	ready()
	if status, body, err := get("http://127.0.0.1:" + p + "/healthz"); err != nil || status != http.StatusOK {
		t.Errorf("/healthz of a server that said READY: %d %q %v", status, body, err)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("run: %v", err)
	}
}

func hear(t *testing.T, manager *net.UnixConn, want string) {
	t.Helper()
	if err := manager.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	b := make([]byte, 100)
	n, err := manager.Read(b)
	if err != nil || string(b[:n]) != want {
		t.Fatalf("the service manager heard %q, %v; want %q", b[:n], err, want)
	}
}

func TestWithoutAServiceManagerNobodyIsTold(t *testing.T) {
	t.Setenv("NOTIFY_SOCKET", "")
	if err := notify(notifyReady); err != nil {
		t.Error(err)
	}
}

func TestServiceManagerThatIsAwayIsSaid(t *testing.T) {
	t.Setenv("NOTIFY_SOCKET", "/nonexistent/notify")
	if err := notify(notifyReady); err == nil {
		t.Error("no error")
	}
}
