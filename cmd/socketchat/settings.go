package main

import (
	"crypto/x509"
	"log/slog"
	"net"
	"strconv"
	"time"

	"socketchat/auth"
	"socketchat/internal/forwarded"
	"socketchat/internal/webhook"
)

// Settings is what the environment said, parsed and in range. Each field's variable, default,
// range and meaning stand in the table; a test holds that the two cover each other.
// It holds secrets: never log or print it whole.
type Settings struct {
	// Dev is set by the dev command and by nothing else: the demo page is served, joins and
	// publishes are printed with their channel names, and the secrets are the well-known ones.
	Dev bool

	// Who may do what.
	Keys    auth.Keys    `env:"HTTP_API_KEY"`
	KeyFile string       `env:"HTTP_API_KEY_FILE"`
	Origins auth.Origins `env:"ALLOW_REQUEST_DOMAINS"`

	// Where disconnect webhooks may go.
	WebhookAllow webhook.Policy `env:"WEBHOOK_ALLOW"`

	// Where to listen. Use Addrs for the addresses; SocketPath begins and ends with a slash;
	// AdminAddr is empty when metrics are served on Port.
	Host       string `env:"HOST"`
	Port       int    `env:"PORT"`
	SocketPath string `env:"SOCKET_PATH"`
	NodeTag    string `env:"NODE_TAG"`
	AdminAddr  string `env:"ADMIN_ADDR"`

	// The log's place: see UsesRedis and redisConfig. RedisCA is what RedisCAFile holds.
	RedisHost     string `env:"REDIS_HOST"`
	RedisPort     int    `env:"REDIS_PORT"`
	RedisUsername string `env:"REDIS_USERNAME"`
	RedisPassword string `env:"REDIS_AUTH_PASSWORD"`
	RedisDB       int    `env:"REDIS_DB"`
	RedisAddrs    string `env:"REDIS_ADDRS"`
	RedisMaster   string `env:"REDIS_SENTINEL_MASTER"`
	RedisCluster  bool   `env:"REDIS_CLUSTER"`
	RedisTLS      bool   `env:"REDIS_TLS"`
	RedisCAFile   string `env:"REDIS_TLS_CA_FILE"`
	RedisCA       *x509.CertPool
	RedisPrefix   string        `env:"REDIS_DATA_PREFIX"`
	RedisLogAge   time.Duration `env:"REDIS_LOG_AGE"`
	RedisLogBytes Bytes         `env:"REDIS_LOG_BYTES"`

	// Heartbeats and deadlines. UserTotalInterval 0 means that no user-total is sent.
	PingInterval      time.Duration `env:"PING_INTERVAL"`
	PingTimeout       time.Duration `env:"PING_TIMEOUT"`
	ConnectTimeout    time.Duration `env:"CONNECT_TIMEOUT"`
	UserTotalInterval time.Duration `env:"USER_TOTAL_INTERVAL"`
	ShutdownTimeout   time.Duration `env:"SHUTDOWN_TIMEOUT"`

	// Bounds.
	MaxPayload   Bytes `env:"MAX_PAYLOAD"`
	MaxClients   int   `env:"MAX_CLIENTS"`
	SlowConsumer Bytes `env:"SLOW_CONSUMER_BYTES"`
	Pending      Bytes `env:"PENDING_BYTES"`
	LogWindow    Bytes `env:"LOG_WINDOW_BYTES"`

	// What is logged and how.
	Proxies   forwarded.Proxies `env:"TRUSTED_PROXIES"`
	LogLevel  slog.Level        `env:"LOG_LEVEL"`
	LogFormat string            `env:"LOG_FORMAT"`
}

// Addrs returns the addresses to listen on, each "host:port". Without HOST that is every
// address of both families, or for dev the two loopback addresses: browsers may resolve
// localhost to ::1 first.
func (s *Settings) Addrs() []string {
	port := strconv.Itoa(s.Port)
	switch {
	case s.Host != "":
		return []string{net.JoinHostPort(s.Host, port)}
	case s.Dev:
		return []string{net.JoinHostPort("127.0.0.1", port), net.JoinHostPort("::1", port)}
	default:
		return []string{net.JoinHostPort("", port)}
	}
}
