package main

import (
	"log/slog"
	"os"
	"runtime"
	"time"

	"socketchat/auth"
	"socketchat/internal/hub"
	"socketchat/internal/server"
	"socketchat/internal/session"
	"socketchat/internal/window"
	"socketchat/loop"
)

// What the server holds at most; a test suite needs far less.
const (
	maxClients    = 10_000
	receiveBudget = 256 << 20
	pendingBytes  = 256 << 20
)

// upgradeTimeout is the reference server's.
const upgradeTimeout = 10 * time.Second

// newServer wires a server with o's application. The hub has to run before it serves.
func newServer(o *options) (*hub.Hub, *server.Server) {
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	w := window.New(1, 1) // nothing is broadcast
	h := hub.New(hub.Config{
		Shards:            runtime.GOMAXPROCS(0),
		SlowConsumerBytes: max(4<<20, 4*o.maxPayload),
		PendingBytes:      pendingBytes,
	}, w)
	cfg := session.Config{
		PingInterval:   o.pingInterval,
		PingTimeout:    o.pingTimeout,
		ConnectTimeout: o.connectTimeout,
		UpgradeTimeout: upgradeTimeout,
		MaxPayload:     o.maxPayload,
		MaxClients:     maxClients,
		ReceiveBudget:  receiveBudget,
	}
	sessions := session.NewTable(cfg, h, suite{}, log)
	if o.mode == modeEngineIO {
		sessions = session.NewRawTable(cfg, h, echo{}, log)
	}
	origins, _ := auth.ParseOrigins("") // any
	return h, server.New(server.Config{
		Loop: loop.Config{
			Addrs: []string{o.listen}, MaxMessage: o.maxPayload, ReceiveBudget: receiveBudget, Log: log,
		},
		SocketPath: o.path,
		MaxPayload: o.maxPayload,
		Origins:    origins,
		Sessions:   sessions,
		Ready:      func() error { return nil },
		Log:        slog.New(slog.DiscardHandler), // for origins that are refused: none is
	})
}
