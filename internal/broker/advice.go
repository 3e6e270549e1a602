package broker

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
	"syscall"
)

// howTo is where the documents say what Redis must allow.
const howTo = "docs/how-to/redis.md"

// advice says what to change where a failure shows that a setting is wrong, here or in Redis;
// empty: it may pass by itself. fresh says that nothing has ever come from Redis, not even an
// error reply: then what may also be an outage is taken for a wrong setting.
func (f failure) advice(c *RedisConfig, fresh bool) string {
	if errors.Is(f.err, errUnknownMaster) {
		return fmt.Sprintf("the Sentinels know no master %q: check REDIS_SENTINEL_MASTER", c.SentinelMaster)
	}
	if strings.HasPrefix(c.Addr, "/") && errors.Is(f.err, syscall.EACCES) {
		return fmt.Sprintf("this user may not connect to the socket %s: add it to the socket's group, see %s", c.Addr, howTo)
	}
	if t, ok := errors.AsType[*tlsError](f.err); ok {
		return tlsAdvice(t.err, fresh)
	}
	if f.kind == ErrorClosed && fresh && c.TLS == nil && !errors.Is(f.err, errMoved) {
		return "redis ends the connection at once: if it speaks TLS at this port, set REDIS_TLS=true"
	}
	if !f.reply {
		return ""
	}
	text := f.err.Error()
	for _, a := range advices {
		if strings.Contains(text, a.part) && (a.when == nil || a.when(c)) {
			return strings.NewReplacer("{user}", c.user(), "{db}", fmt.Sprint(c.DB)).Replace(a.say)
		}
	}
	return ""
}

// advices go by a part of Redis's error reply; the first that fits counts. The words are those
// of Redis 6.2 to 8 and of Valkey.
var advices = []struct {
	part string
	when func(c *RedisConfig) bool
	say  string
}{
	{"WRONGPASS", nil, "redis refuses user {user} with this password: check REDIS_USERNAME and REDIS_AUTH_PASSWORD"},
	{"invalid password", nil, "redis refuses this password: check REDIS_AUTH_PASSWORD"},
	{"without any password configured", nil, "redis has no password for its default user: unset REDIS_AUTH_PASSWORD, or set one in Redis (requirepass)"},
	{"NOAUTH", nil, "redis wants a password: set REDIS_AUTH_PASSWORD, and REDIS_USERNAME if it is not the default user's"},
	{"NOPERM", nil, "redis does not let user {user} do what the log needs: give it the rule in " + howTo},
	{"ACL failure", nil, "redis does not let user {user} do what the log needs: give it the rule in " + howTo},
	{"can't run this command", nil, "redis does not let user {user} do what the log needs: give it the rule in " + howTo},
	{"DB index is out of range", nil, "redis has no database {db}: set REDIS_DB to one that it has, or raise its setting databases"},
	{"SELECT is not allowed in cluster mode", nil, "this Redis is part of a cluster, which has one database: unset REDIS_DB, and set REDIS_CLUSTER=true"},
	{"MOVED ", alone, "this Redis is part of a cluster: set REDIS_CLUSTER=true"},
	{"CLUSTERDOWN", alone, "this Redis is part of a cluster: set REDIS_CLUSTER=true"},
	{"cluster support disabled", nil, "this Redis is no cluster: unset REDIS_CLUSTER"},
	{"unknown command", sentinel, "REDIS_ADDRS must name Sentinels where REDIS_SENTINEL_MASTER is set; this is something else"},
	{"unknown command", nil, "this does not know the commands that the log needs; if it is a Sentinel, set REDIS_SENTINEL_MASTER and REDIS_ADDRS; else use Redis 6.2 or newer, or Valkey"},
	{"READONLY", alone, "this Redis is a replica: set REDIS_HOST to the primary, or REDIS_SENTINEL_MASTER and REDIS_ADDRS"},
}

func alone(c *RedisConfig) bool    { return !c.moves() }
func sentinel(c *RedisConfig) bool { return c.SentinelMaster != "" }

// user is the one that Redis knows, in quotes.
func (c *RedisConfig) user() string {
	if c.Username == "" {
		return `"default"`
	}
	return fmt.Sprintf("%q", c.Username)
}

func tlsAdvice(err error, fresh bool) string {
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	switch {
	case errors.As(err, &unknown):
		return "redis shows a certificate whose CA is not trusted here: set REDIS_TLS_CA_FILE to that CA's certificate"
	case errors.As(err, &name):
		return "redis shows a certificate for another name: set REDIS_HOST or REDIS_ADDRS to a name that it has"
	case errors.As(err, &invalid):
		return "redis shows a certificate that is not valid: renew it there"
	case errors.As(err, &record), fresh && errors.Is(err, context.DeadlineExceeded):
		return "redis does not speak TLS at this port: unset REDIS_TLS, or set REDIS_PORT to its tls-port"
	case errors.As(err, &alert):
		return "redis refuses this client's TLS: it may ask for a client certificate, which is not supported (tls-auth-clients no)"
	}
	return ""
}
