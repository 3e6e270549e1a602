package main

import (
	"context"
	"log/slog"
	"os"
	"runtime"
	"strings"
	"time"

	"socketchat/httpapi"
	"socketchat/internal/chat"
	"socketchat/internal/hub"
	"socketchat/internal/registry"
	"socketchat/internal/server"
	"socketchat/internal/session"
	"socketchat/internal/webhook"
	"socketchat/internal/window"
	"socketchat/loop"
)

// windowEntries bounds the window beside LOG_WINDOW_BYTES: the ring's slots.
const windowEntries = 1 << 16

// receiveBudget bounds the bytes of input that is not complete: once for what connections
// hold, once for packets whose attachments are still to come.
const receiveBudget = 256 << 20

// upgradeTimeout is how long a WebSocket may probe, as the reference server has it.
const upgradeTimeout = 10 * time.Second

// node is one running server: everything that run wires together.
type node struct {
	settings *Settings
	log      *slog.Logger
	window   *window.Window
	hub      *hub.Hub
	broker   logBroker
	registry *registry.Registry // nil with the embedded log
	chat     *chat.Chat
	webhooks *webhook.Sender
	sessions *session.Table
	api      *httpapi.API
	server   *server.Server
	dev      *devPrinter // nil in production
}

// run is the server: it returns nil after a clean stop, which ctx asks for, and else why it
// could not go on, in one line.
func run(ctx context.Context, s *Settings, log *slog.Logger) error {
	n := newNode(s, log)
	if err := n.server.Listen(); err != nil {
		return listenError(err, s)
	}
	n.hub.Start()
	defer n.hub.Stop()
	if err := n.broker.Start(); err != nil {
		return err
	}
	if n.registry != nil {
		n.registry.Start()
		defer n.registry.Stop()
	}
	stop, err := n.server.Serve()
	if err != nil {
		return err
	}
	stopAdmin, err := n.serveAdmin()
	if err != nil {
		n.stop(stop)
		return err
	}
	defer stopAdmin()
	n.announce()
	n.tell(notifyReady)
	<-ctx.Done()
	n.tell(notifyStopping)
	log.Info("stopping", "clients", n.sessions.Len(), "limit", s.ShutdownTimeout.String())
	n.stop(stop)
	return nil
}

// stop ends the node within SHUTDOWN_TIMEOUT: the server first, so that publishes on their
// way are still appended and answered, then the broker, then webhooks under way; the shards last,
// since the first two post to them.
func (n *node) stop(stopServer func(context.Context)) {
	ctx, cancel := context.WithTimeout(context.Background(), n.settings.ShutdownTimeout)
	defer cancel()
	stopServer(ctx)
	n.broker.Stop(ctx)
	n.webhooks.Stop(ctx)
}

func newNode(s *Settings, log *slog.Logger) *node {
	n := &node{settings: s, log: log}
	n.window = window.New(windowEntries, int64(s.LogWindow))
	n.hub = hub.New(hub.Config{
		Shards:            runtime.GOMAXPROCS(0),
		SlowConsumerBytes: int(s.SlowConsumer),
		PendingBytes:      int64(s.Pending),
		TotalInterval:     s.UserTotalInterval,
		TotalFrame:        chat.TotalFrame,
		Changed:           n.changed,
	}, n.window)
	n.openLog()

	var publisher httpapi.Publisher = n.broker
	var observer chat.Observer
	var demo *server.Demo
	if s.Dev {
		n.dev = &devPrinter{hub: n.hub, log: n.broker, out: os.Stdout}
		publisher, observer = n.dev, n.dev
		demo = &server.Demo{Keys: s.Keys, APIKey: devKey, Channel: devChannel}
	}
	n.chat = chat.New(s.Keys, log, observer)
	n.webhooks = webhook.New(webhook.Config{Keys: s.Keys, Allow: s.WebhookAllow, Log: log})
	n.chat.OnLeave(n.webhooks.Disconnected)
	n.sessions = session.NewTable(session.Config{
		PingInterval:   s.PingInterval,
		PingTimeout:    s.PingTimeout,
		ConnectTimeout: s.ConnectTimeout,
		UpgradeTimeout: upgradeTimeout,
		MaxPayload:     int(s.MaxPayload),
		MaxClients:     int64(s.MaxClients),
		ReceiveBudget:  receiveBudget,
		NodeTag:        s.NodeTag,
	}, n.hub, n.chat, log)
	n.api = httpapi.New(s.Keys, publisher, n.hub.Total, int(s.MaxPayload))
	n.server = server.New(server.Config{
		Loop: loop.Config{
			Addrs: s.Addrs(), MaxMessage: int(s.MaxPayload), ReceiveBudget: receiveBudget, Log: log,
		},
		SocketPath: s.SocketPath,
		MaxPayload: int(s.MaxPayload),
		Origins:    s.Origins,
		Proxies:    s.Proxies,
		Sessions:   n.sessions,
		API:        n.api,
		Ready:      n.broker.Ready,
		Behind:     n.broker.Behind,
		Metrics:    n.scraper(),
		Demo:       demo,
		Log:        log,
	})
	return n
}

// announce says where the server is to be found.
func (n *node) announce() {
	if n.dev != nil {
		n.dev.printWelcome(n.settings)
		return
	}
	var addrs []string
	for _, a := range n.server.Addrs() {
		addrs = append(addrs, a.String())
	}
	n.log.Info("listening", "addresses", strings.Join(addrs, " "), "backend", loop.Backend,
		"version", buildVersion(), "max_clients", n.settings.MaxClients)
}
