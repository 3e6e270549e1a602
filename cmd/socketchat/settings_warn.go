package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"socketchat/auth"
)

// warn notes what works but is hardly meant.
func (l *loaded) warn(sc scope, limit int) {
	if sc.dev || sc.names != nil {
		return
	}
	if n := l.Keys.Shortest(); n < auth.WeakBelow && !l.keyPending {
		l.warning("HTTP_API_KEY has a key of %d bytes, which can be guessed: use at least %d. Make one with: openssl rand -hex 32",
			n, auth.WeakBelow)
	}
	if l.Origins.Any() {
		l.warning("ALLOW_REQUEST_DOMAINS is not set: pages of any origin may connect. Set the hostnames that may, for example: foo.com, bar.me")
	}
	if network, ok := l.Proxies.Everyone(); ok {
		l.warning("TRUSTED_PROXIES has %v: any client can choose the address that log lines show for it. List only the addresses that proxies connect from.", network)
	}
	if most := defaultClients(limit); l.MaxClients > most {
		l.warning("MAX_CLIENTS is %d, but the descriptor limit of %d leaves room for %d. Raise the limit (ulimit -n) or lower MAX_CLIENTS.",
			l.MaxClients, limit, most)
	}
	if !l.UsesRedis() && l.RedisMaster == "" && !l.RedisCluster { // else crossRedis says what is missing
		l.lonely()
	}
	if l.RedisHost != "" && l.RedisAddrs != "" {
		l.notes = append(l.notes, "REDIS_HOST is not used: REDIS_ADDRS says where Redis is.") // the compose files always set it
	}
}

// lonely warns of settings of Redis without Redis.
func (l *loaded) lonely() {
	for _, v := range l.values {
		if v.set && strings.HasPrefix(v.row.name, "REDIS_") {
			l.warning("%s is set but REDIS_HOST is not: the log is in memory and this node stands alone.", v.row.name)
		}
	}
}

// strangers warns of variables that look like ours, hold something, and are not.
func (l *loaded) strangers(given map[string]string) {
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if known(name) || serviceLink(name) || given[name] == "" {
			continue
		}
		nearest, distance := nearestSetting(name)
		if ours, ok := synonyms[name]; ok {
			nearest, distance = ours, 0
		}
		switch {
		case redisURLs[name]:
			l.warning("%s is not a setting and was ignored. Set what the URL holds: REDIS_HOST, REDIS_PORT, REDIS_USERNAME, REDIS_AUTH_PASSWORD and REDIS_DB, and REDIS_TLS=true for rediss.", name)
		case distance <= tolerance(name):
			l.warning("%s is not a setting and was ignored. Did you mean %s?", name, nearest)
		case strings.HasPrefix(name, "REDIS_"):
			l.warning("%s is not a setting and was ignored. List the settings with: socketchat serve --help", name)
		}
	}
}

// synonyms are what other programs call settings of ours.
var synonyms = map[string]string{
	"REDIS_CA_FILE":       "REDIS_TLS_CA_FILE",
	"REDIS_CLUSTER_NODES": "REDIS_ADDRS",
	"REDIS_DATABASE":      "REDIS_DB",
	"REDIS_KEY_PREFIX":    "REDIS_DATA_PREFIX",
	"REDIS_MASTER_NAME":   "REDIS_SENTINEL_MASTER",
	"REDIS_NODES":         "REDIS_ADDRS",
	"REDIS_PASS":          "REDIS_AUTH_PASSWORD",
	"REDIS_PASSWORD":      "REDIS_AUTH_PASSWORD",
	"REDIS_PREFIX":        "REDIS_DATA_PREFIX",
	"REDIS_SENTINELS":     "REDIS_ADDRS",
	"REDIS_SSL":           "REDIS_TLS",
	"REDIS_USER":          "REDIS_USERNAME",
}

// redisURLs are names of one URL for what we have in several settings.
var redisURLs = map[string]bool{"REDIS_URL": true, "REDIS_URI": true}

func known(name string) bool {
	return slices.ContainsFunc(table, func(row setting) bool { return row.name == name })
}

// serviceLink recognises what Kubernetes and Docker derive from a service named redis.
func serviceLink(name string) bool {
	return strings.HasPrefix(name, "REDIS_SERVICE_") || strings.HasPrefix(name, "REDIS_PORT_")
}

// tolerance is the edit distance up to which a name is taken for a slip: none for short ones,
// which neighbour too many honest variables (POST, HOME).
func tolerance(name string) int {
	return min(max(0, len(name)-4)/2, 2)
}

func (l *loaded) warning(format string, args ...any) {
	l.warnings = append(l.warnings, fmt.Sprintf(format, args...))
}
