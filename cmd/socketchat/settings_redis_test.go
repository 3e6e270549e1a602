package main

import (
	"encoding/pem"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"socketchat/internal/broker"
)

func TestEveryRedisCanBeNamed(t *testing.T) {
	for _, tt := range []struct {
		name    string
		environ []string
		want    func(c broker.RedisConfig) bool
	}{
		{"host", []string{"REDIS_HOST=redis", "REDIS_PORT=6380"}, func(c broker.RedisConfig) bool { return c.Addr == "redis:6380" }},
		{"IPv6", []string{"REDIS_HOST=::1"}, func(c broker.RedisConfig) bool { return c.Addr == "[::1]:6379" }},
		{"socket", []string{"REDIS_HOST=/run/redis.sock"}, func(c broker.RedisConfig) bool { return c.Addr == "/run/redis.sock" }},
		{"socket with unix", []string{"REDIS_HOST=unix:/run/redis.sock"}, func(c broker.RedisConfig) bool { return c.Addr == "/run/redis.sock" }},
		{"Sentinel", []string{"REDIS_SENTINEL_MASTER=chat", "REDIS_ADDRS=a:1, b:2"}, func(c broker.RedisConfig) bool {
			return c.SentinelMaster == "chat" && slices.Equal(c.Addrs, []string{"a:1", "b:2"})
		}},
		{"cluster", []string{"REDIS_CLUSTER=true", "REDIS_ADDRS=a:1"}, func(c broker.RedisConfig) bool { return c.Cluster && c.Addrs[0] == "a:1" }},
		{"cluster by one host", []string{"REDIS_CLUSTER=1", "REDIS_HOST=a"}, func(c broker.RedisConfig) bool { return c.Cluster && c.Addr == "a:6379" }},
		{"TLS", []string{"REDIS_HOST=a", "REDIS_TLS=true"}, func(c broker.RedisConfig) bool { return c.TLS != nil && c.TLS.RootCAs == nil }},
		{"no TLS", []string{"REDIS_HOST=a", "REDIS_TLS=false"}, func(c broker.RedisConfig) bool { return c.TLS == nil }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := load(append(tt.environ, goodKey, "ALLOW_REQUEST_DOMAINS=foo.com"), scopeAll, 1000)
			if len(l.problems)+len(l.warnings) > 0 {
				t.Fatalf("problems %q, warnings %q", l.problems, l.warnings)
			}
			if c := l.redisConfig(); !l.UsesRedis() || !tt.want(c) {
				t.Errorf("%+v", c)
			}
		})
	}
}

// certificate writes one to a file of its own.
func certificate(t *testing.T) (file string) {
	t.Helper()
	s := httptest.NewTLSServer(nil)
	defer s.Close()
	file = filepath.Join(t.TempDir(), "ca.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// One start says all that must be changed, and nothing that follows from it.
func TestEverySettingThatIsWrongIsNamedInOneGo(t *testing.T) {
	for _, tt := range []struct {
		name    string
		environ []string
		want    []string // beginnings
	}{
		{"values and files", []string{"REDIS_HOST=a", "REDIS_DB=70000", "REDIS_TLS=1", "REDIS_TLS_CA_FILE=/nowhere"}, []string{
			`HTTP_API_KEY is not set`, `REDIS_DB: "70000" is out of range.`, "REDIS_TLS_CA_FILE: open /nowhere: no such file",
		}},
		{"values and what does not fit together", []string{"PORT=x", "REDIS_CLUSTER=1", "SLOW_CONSUMER_BYTES=1MiB", "USER_TOTAL_INTERVAL=1ms"}, []string{
			`HTTP_API_KEY is not set`, `PORT: "x"`, "SLOW_CONSUMER_BYTES: 1MiB is too small", "USER_TOTAL_INTERVAL: 1ms is too short", "REDIS_CLUSTER is set but no node",
		}},
		{"a file and its switch", []string{goodKey, "REDIS_HOST=a", "REDIS_TLS_CA_FILE=/nowhere"}, []string{
			"REDIS_TLS_CA_FILE is set but REDIS_TLS is not", "REDIS_TLS_CA_FILE: open /nowhere",
		}},
		{"no word of what follows", []string{goodKey, "REDIS_CLUSTER=on", "REDIS_ADDRS=a:1", "REDIS_DB=3"}, []string{`REDIS_CLUSTER: "on" is not`}},
		{"nor of TLS", []string{goodKey, "REDIS_HOST=a", "REDIS_TLS=on", "REDIS_TLS_CA_FILE=" + certificate(t)}, []string{`REDIS_TLS: "on" is not`}},
		{"nor of a payload", []string{goodKey, "MAX_PAYLOAD=1GiB", "ADMIN_ADDR=:0", "PORT=0"}, []string{`PORT: "0"`, `MAX_PAYLOAD: "1GiB"`, `ADMIN_ADDR: ":0"`}},
		{"nor of a slow consumer", []string{goodKey, "SLOW_CONSUMER_BYTES=2GiB", "PENDING_BYTES=1MiB"}, []string{`SLOW_CONSUMER_BYTES: "2GiB"`}},
		{"nor of an interval", []string{goodKey, "USER_TOTAL_INTERVAL=-1ms"}, []string{`USER_TOTAL_INTERVAL: "-1ms" is out of range`}},
		{"nor of a database", []string{goodKey, "REDIS_HOST=a", "REDIS_CLUSTER=1", "REDIS_DB=-1"}, []string{`REDIS_DB: "-1" is out of range`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := load(tt.environ, scopeAll, 1000)
			if !slices.EqualFunc(l.problems, tt.want, strings.HasPrefix) {
				t.Errorf("problems\n%s\nwant\n%s", strings.Join(l.problems, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
}

// The compose files set REDIS_HOST to their own Redis where .env has none.
func TestHostBesideAddressesIsNoReasonToWarn(t *testing.T) {
	l := load([]string{goodKey, "ALLOW_REQUEST_DOMAINS=foo.com", "REDIS_HOST=redis", "REDIS_SENTINEL_MASTER=m", "REDIS_ADDRS=a:1"}, scopeAll, 1000)
	if len(l.problems)+len(l.warnings) > 0 || !slices.Equal(l.notes, []string{"REDIS_HOST is not used: REDIS_ADDRS says where Redis is."}) {
		t.Errorf("problems %q, warnings %q, notes %q", l.problems, l.warnings, l.notes)
	}
	if c := l.redisConfig(); c.SentinelMaster != "m" || !slices.Equal(c.Addrs, []string{"a:1"}) {
		t.Errorf("%+v", c)
	}
}

func TestSettingsOfRedisThatDoNotFitAreNamed(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(empty, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name    string
		environ []string
		want    string
	}{
		{"no boolean", []string{"REDIS_TLS=on"}, `REDIS_TLS: "on" is not a yes or no. It must be true or false (default false).`},
		{"no address", []string{"REDIS_ADDRS=a:1,b"}, `REDIS_ADDRS: "a:1,b" is not a list of addresses. It must be host:port, comma-separated.`},
		{"no host in an address", []string{"REDIS_ADDRS=:1"}, `REDIS_ADDRS: ":1" is not a list of addresses. It must be host:port, comma-separated.`},
		{"host with port", []string{"REDIS_HOST=a:1"}, `REDIS_HOST: "a:1" is not a host. It must be a hostname or an IP address without a port, or the path of a Unix socket (default unset: the log is in memory).`},
		{"addresses of what", []string{"REDIS_ADDRS=a:1"}, "REDIS_ADDRS is set, but neither REDIS_SENTINEL_MASTER nor REDIS_CLUSTER: set one of them, or name one server in REDIS_HOST."},
		{"both", []string{"REDIS_ADDRS=a:1", "REDIS_CLUSTER=1", "REDIS_SENTINEL_MASTER=m"}, "REDIS_SENTINEL_MASTER and REDIS_CLUSTER are both set: a cluster has no Sentinels. Unset one of them."},
		{"no Sentinels", []string{"REDIS_HOST=a", "REDIS_SENTINEL_MASTER=m"}, "REDIS_SENTINEL_MASTER is set but REDIS_ADDRS is not: name the Sentinels, host:port, comma-separated."},
		{"no nodes", []string{"REDIS_CLUSTER=true"}, "REDIS_CLUSTER is set but no node of it is: name some in REDIS_ADDRS, host:port, comma-separated."},
		{"database of a cluster", []string{"REDIS_HOST=a", "REDIS_CLUSTER=true", "REDIS_DB=2"}, "REDIS_DB: 2 with REDIS_CLUSTER. A cluster has one database: unset REDIS_DB."},
		{"TLS on a socket", []string{"REDIS_HOST=/a", "REDIS_TLS=1"}, "REDIS_TLS is set, but REDIS_HOST is a Unix socket, which has no TLS. Unset one of them."},
		{"CA without TLS", []string{"REDIS_HOST=a", "REDIS_TLS_CA_FILE=" + certificate(t)}, "REDIS_TLS_CA_FILE is set but REDIS_TLS is not: set REDIS_TLS=true, or unset it."},
		{"CA that is none", []string{"REDIS_HOST=a", "REDIS_TLS=1", "REDIS_TLS_CA_FILE=" + empty}, `REDIS_TLS_CA_FILE: "` + empty + `" has no certificate (PEM).`},
		{"CA that is not there", []string{"REDIS_HOST=a", "REDIS_TLS=1", "REDIS_TLS_CA_FILE=/nowhere"}, "REDIS_TLS_CA_FILE: open /nowhere: no such file or directory. It must name a file with CA certificates (PEM)."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := load(append(tt.environ, goodKey, "ALLOW_REQUEST_DOMAINS=foo.com"), scopeAll, 1000)
			if len(l.problems) != 1 || l.problems[0] != tt.want {
				t.Errorf("problems %q, want %q", l.problems, tt.want)
			}
			for _, warning := range l.warnings {
				if strings.Contains(warning, "REDIS_HOST is not") {
					t.Errorf("beside it: %q", warning)
				}
			}
		})
	}
}
