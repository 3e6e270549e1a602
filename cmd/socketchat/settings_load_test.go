package main

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

const goodKey = "HTTP_API_KEY=0123456789abcdef"

func TestLoadFillsEveryField(t *testing.T) {
	l := load([]string{
		goodKey, "ALLOW_REQUEST_DOMAINS=foo.com, bar.me", "HOST=::1", "PORT=8080", "SOCKET_PATH=/chat",
		"NODE_TAG=n1", "ADMIN_ADDR=:9090", "REDIS_HOST=redis", "REDIS_PORT=6380", "REDIS_USERNAME=u",
		"REDIS_AUTH_PASSWORD= p ", "REDIS_DB=3", "REDIS_DATA_PREFIX=x", "REDIS_LOG_AGE=5m",
		"REDIS_LOG_BYTES=1 GiB", "PING_INTERVAL=1s", "PING_TIMEOUT=2s", "CONNECT_TIMEOUT=3s",
		"USER_TOTAL_INTERVAL=0", "SHUTDOWN_TIMEOUT=4s", "MAX_PAYLOAD=64KiB", "MAX_CLIENTS=500",
		"SLOW_CONSUMER_BYTES=1MiB", "PENDING_BYTES=2MiB", "LOG_WINDOW_BYTES=3MiB", "LOG_LEVEL=debug",
		"LOG_FORMAT=text", "TRUSTED_PROXIES=10.0.0.1, 10.1.0.0/16",
	}, scopeAll, 1000)
	if len(l.problems)+len(l.warnings) > 0 {
		t.Fatalf("problems %q, warnings %q", l.problems, l.warnings)
	}
	got := l.Settings
	if !got.Keys.Check([]byte("0123456789abcdef")) || !got.Origins.Allows([]byte("https://bar.me")) {
		t.Error("keys or origins were not read")
	}
	if got.Proxies.None() {
		t.Error("proxies were not read")
	}
	want := Settings{
		Host: "::1", Port: 8080, SocketPath: "/chat/", NodeTag: "n1", AdminAddr: ":9090",
		RedisHost: "redis", RedisPort: 6380, RedisUsername: "u", RedisPassword: " p ", RedisDB: 3,
		RedisPrefix: "x", RedisLogAge: 5 * time.Minute, RedisLogBytes: gib,
		PingInterval: time.Second, PingTimeout: 2 * time.Second, ConnectTimeout: 3 * time.Second,
		ShutdownTimeout: 4 * time.Second, MaxPayload: 64 * kib, MaxClients: 500,
		SlowConsumer: mib, Pending: 2 * mib, LogWindow: 3 * mib, LogLevel: slog.LevelDebug, LogFormat: "text",
	}
	lists := cmpopts.IgnoreFields(Settings{}, "Keys", "Origins", "Proxies")
	if diff := cmp.Diff(want, got, lists); diff != "" {
		t.Error(diff)
	}
}

func TestWrongValuesAreNamedWithWhatTheyMustBe(t *testing.T) {
	tests := []struct{ name, entry, want string }{
		{"not a number", "PORT=80a", `PORT: "80a" is not a port. It must be a number from 1 to 65535 (default 3000).`},
		{"number out of range", "PORT=0", `PORT: "0" is out of range. It must be a number from 1 to 65535 (default 3000).`},
		{"kubernetes link", "REDIS_PORT=tcp://10.0.0.1:6379", `REDIS_PORT: "tcp://10.0.0.1:6379" is not a port. It must be a number from 1 to 65535 (default 6379). Kubernetes sets it so for a Service named redis: set it yourself, or enableServiceLinks to false.`},
		{"duration without unit", "PING_INTERVAL=25", `PING_INTERVAL: "25" is not a duration. It must be from 100ms to 1h, with a unit as in 25s (default 25s).`},
		{"duration out of range", "REDIS_LOG_AGE=1ms", `REDIS_LOG_AGE: "1ms" is out of range. It must be from 1s to 168h, with a unit as in 2m (default 2m).`},
		{"negative duration", "USER_TOTAL_INTERVAL=-1s", `USER_TOTAL_INTERVAL: "-1s" is out of range. It must be from 0s to 1h, with a unit as in 1s (default 1s).`},
		{"short interval", "USER_TOTAL_INTERVAL=1ms", "USER_TOTAL_INTERVAL: 1ms is too short. It must be 0 (no user-total events) or at least 10ms."},
		{"not a size", "MAX_PAYLOAD=1MB", `MAX_PAYLOAD: "1MB" is not a size. It must be from 1KiB to 64MiB, in bytes or with KiB, MiB or GiB (default 1000000).`},
		{"size out of range", "LOG_WINDOW_BYTES=9", `LOG_WINDOW_BYTES: "9" is out of range. It must be from 1MiB to 64GiB, in bytes or with KiB, MiB or GiB (default 64MiB).`},
		{"no clients", "MAX_CLIENTS=0", `MAX_CLIENTS: "0" is out of range. It must be a number from 1 to 10000000 (default descriptor limit less 5 % (at least 64)).`},
		{"host with scheme", "HOST=http://a", `HOST: "http://a" is not a host. It must be a hostname or an IP address without a port (default all addresses).`},
		{"braces", "REDIS_DATA_PREFIX={a}", `REDIS_DATA_PREFIX: "{a}" is not a prefix. It must be at most 100 printable ASCII characters without blanks and braces (default socketchat).`},
		{"path of REST", "SOCKET_PATH=/api/x", `SOCKET_PATH: "/api/x" is not a path. It must be a path of letters, digits and "-_.~/", such as /socket.io/, that no other route uses (default /socket.io/).`},
		{"dash in tag", "NODE_TAG=a-b", `NODE_TAG: "a-b" is not a tag. It must be at most 32 letters, digits and underscores.`},
		{"address without port", "ADMIN_ADDR=localhost", `ADMIN_ADDR: "localhost" is not an address. It must be host:port or :port, such as 127.0.0.1:9090 (default unset: /metrics is on PORT).`},
		{"address on PORT", "ADMIN_ADDR=:3000", `ADMIN_ADDR: ":3000" has the port of PORT (3000). Use another one.`},
		{"level", "LOG_LEVEL=verbose", `LOG_LEVEL: "verbose" is not a level. It must be debug, info, warn or error (default info).`},
		{"format", "LOG_FORMAT=xml", `LOG_FORMAT: "xml" is not a format. It must be json or text (default json).`},
		{"slow consumer under payload", "SLOW_CONSUMER_BYTES=1MiB", "SLOW_CONSUMER_BYTES: 1MiB is too small. It must be at least 4000000 (4 x MAX_PAYLOAD)."},
		{"pending under slow consumer", "PENDING_BYTES=2MiB", "PENDING_BYTES: 2MiB is too small. It must be at least 4MiB (SLOW_CONSUMER_BYTES)."},
		{"log under payload", "REDIS_LOG_BYTES=1MiB", "REDIS_LOG_BYTES: 1MiB is too small. It must be at least 4000000 (4 x MAX_PAYLOAD)."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := load([]string{goodKey, tt.entry}, scopeAll, 1000)
			if diff := cmp.Diff([]string{tt.want}, l.problems); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDevNamesItsOwnDefaults(t *testing.T) {
	l := load([]string{"HOST=http://a", "LOG_FORMAT=xml"}, scopeDev, 1000)
	if diff := cmp.Diff([]string{
		`HOST: "http://a" is not a host. It must be a hostname or an IP address without a port (default 127.0.0.1 and ::1).`,
		`LOG_FORMAT: "xml" is not a format. It must be json or text (default text).`,
	}, l.problems); diff != "" {
		t.Error(diff)
	}
	if help := settingsHelp(scopeDev); strings.Contains(help, "all addresses") {
		t.Errorf("dev's help names a default of serve:\n%s", help)
	}
}

func TestWrongOriginIsNamed(t *testing.T) {
	l := load([]string{goodKey, "ALLOW_REQUEST_DOMAINS=https://foo.com"}, scopeAll, 1000)
	if len(l.problems) != 1 || !strings.HasPrefix(l.problems[0], `ALLOW_REQUEST_DOMAINS: "https://foo.com" is not a hostname`) {
		t.Errorf("problems %q", l.problems)
	}
}

func TestWrongProxyIsNamed(t *testing.T) {
	l := load([]string{goodKey, "TRUSTED_PROXIES=10.0.0.1, nginx"}, scopeAll, 1000)
	const want = `TRUSTED_PROXIES: "nginx" is not an address or a network. List addresses like 10.0.0.1 and networks like 10.0.0.0/8, separated by commas; names are not looked up.`
	if diff := cmp.Diff([]string{want}, l.problems); diff != "" {
		t.Error(diff)
	}
}

func TestVariableSetToNothingCountsAsUnset(t *testing.T) {
	l := load([]string{goodKey, "PORT=", "REDIS_HOST= "}, scopeAll, 1000)
	if len(l.problems) > 0 || l.Port != 3000 || l.UsesRedis() {
		t.Errorf("problems %q, port %d, redis %q", l.problems, l.Port, l.redisAddr())
	}
}

func TestDevIgnoresAllButItsOwn(t *testing.T) {
	l := load([]string{"HTTP_API_KEY=mine", "REDIS_HOST=redis", "REDIS_PORT=x", "MAX_PAYLOAD=1", "PORT=4000"}, scopeDev, 1000)
	if len(l.problems)+len(l.warnings) > 0 {
		t.Fatalf("problems %q, warnings %q", l.problems, l.warnings)
	}
	if !l.Dev || l.RedisHost != "" || !l.Keys.Check([]byte("test-api-key")) || l.Keys.Check([]byte("mine")) {
		t.Error("a setting that dev ignores was read")
	}
	if diff := cmp.Diff([]string{"127.0.0.1:4000", "[::1]:4000"}, l.Addrs()); diff != "" {
		t.Error(diff)
	}
}
