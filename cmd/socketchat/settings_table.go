package main

import "time"

// kind says how a setting's text is read and how its range is worded.
type kind uint8

const (
	text kind = iota
	number
	size
	duration
)

// setting is one row of the table: everything there is to say about one variable but its field.
type setting struct {
	name string
	// fallback is the value when the variable is unset or empty; shown instead of it is
	// fallbackText, for a value that the machine decides.
	fallback, fallbackText string
	// dev is the value that the dev command uses in place of fallback, devText in place of fallbackText.
	dev, devText string
	kind         kind
	// is completes `"80a" is not ...`; must completes `It must be ...` for a text.
	is, must string
	// min and max are in the kind's unit: bytes, or nanoseconds.
	min, max int64
	// valid holds a text to its grammar after it was read; nil: any.
	valid   func(string) bool
	meaning string
	// secret values are shown by their length only.
	secret bool
	// missing is the complaint when there is no value; empty: the setting is optional.
	missing string
	// inDev: the dev command reads it.
	inDev bool
}

const (
	shortest = int64(100 * time.Millisecond)
	longest  = int64(time.Hour)
)

// table is the one place that knows the settings: reading, checking, help and documents
// come from it. Its order is the order of every list.
var table = []setting{
	{
		name: "HTTP_API_KEY", dev: "test-api-key", secret: true,
		is: "a key", must: "one or more keys, comma-separated",
		missing: "HTTP_API_KEY is not set: it signs tokens and guards publishing. Make one with: openssl rand -hex 32",
		meaning: "One or more keys, comma-separated: the first signs tokens, all are accepted.",
	},
	{
		name:    "HTTP_API_KEY_FILE",
		meaning: "File that holds the keys where HTTP_API_KEY is unset; serve makes it with a random key when it is missing.",
	},
	{
		name: "HOST", valid: validHost, inDev: true, fallbackText: "all addresses", devText: "127.0.0.1 and ::1",
		is: "a host", must: "a hostname or an IP address without a port",
		meaning: "Address to listen on; dev listens on 127.0.0.1 and ::1.",
	},
	{
		name: "PORT", fallback: "3000", kind: number, min: 1, max: 65535, inDev: true,
		is: "a port", meaning: "Port to listen on.",
	},
	{
		name: "REDIS_HOST", valid: validRedisHost, fallbackText: "unset: the log is in memory",
		is: "a host", must: "a hostname or an IP address without a port, or the path of a Unix socket",
		meaning: "Redis that holds the log which several nodes share.",
	},
	{
		name: "REDIS_PORT", fallback: "6379", kind: number, min: 1, max: 65535,
		is: "a port", meaning: "Port of Redis.",
	},
	{
		name: "REDIS_USERNAME", meaning: "User for Redis's AUTH; unset: Redis's default user.",
	},
	{
		name: "REDIS_AUTH_PASSWORD", secret: true, meaning: "Password for Redis's AUTH.",
	},
	{
		name: "REDIS_DB", fallback: "0", kind: number, min: 0, max: 65535,
		is: "a database number", meaning: "Database of Redis.",
	},
	{
		name: "REDIS_ADDRS", valid: validAddrs,
		is: "a list of addresses", must: "host:port, comma-separated",
		meaning: "Sentinels (with REDIS_SENTINEL_MASTER), or some nodes of a cluster (with REDIS_CLUSTER).",
	},
	{
		name: "REDIS_SENTINEL_MASTER", valid: validPrefix,
		is: "a name", must: "the name that the Sentinels give the primary, such as mymaster",
		meaning: "Has the Sentinels in REDIS_ADDRS asked where this primary is, in place of REDIS_HOST.",
	},
	{
		name: "REDIS_CLUSTER", fallback: "false", valid: oneOf(booleans...),
		is: "a yes or no", must: "true or false",
		meaning: "Redis is a cluster: its nodes are asked which of them holds the log.",
	},
	{
		name: "REDIS_TLS", fallback: "false", valid: oneOf(booleans...),
		is: "a yes or no", must: "true or false",
		meaning: "Redis, Sentinels too, is reached by TLS.",
	},
	{
		name:    "REDIS_TLS_CA_FILE",
		meaning: "File with the CA certificates (PEM) that Redis's certificate is held to; unset: the system's.",
	},
	{
		name: "REDIS_DATA_PREFIX", fallback: "socketchat", valid: validPrefix,
		is:      "a prefix",
		must:    "at most 100 printable ASCII characters without blanks and braces",
		meaning: "Begins every key in Redis; the same on every node.",
	},
	{
		name: "REDIS_LOG_AGE", fallback: "2m", kind: duration,
		min: int64(time.Second), max: int64(7 * 24 * time.Hour),
		is: "a duration", meaning: "How long the log in Redis keeps an entry.",
	},
	{
		name: "REDIS_LOG_BYTES", fallback: "256MiB", kind: size, min: mib, max: 64 * gib,
		is: "a size", meaning: "How many bytes of entries the log in Redis keeps.",
	},
	{
		name: "ALLOW_REQUEST_DOMAINS", fallbackText: "unset: any origin",
		is: "a list of hostnames", must: "hostnames, comma-separated, without scheme, port and path",
		meaning: "Hostnames whose pages may connect, comma-separated and exact; any scheme and port.",
	},
	{
		name: "WEBHOOK_ALLOW", fallback: "private", dev: "any",
		is: "a policy", must: "public, private or any", valid: oneOf("public", "private", "any"),
		meaning: "Addresses that disconnect webhooks may go to; private: also private networks, but not loopback.",
	},
	{
		name: "PING_INTERVAL", fallback: "25s", kind: duration, min: shortest, max: longest,
		is: "a duration", meaning: "Time between the server's pings.",
	},
	{
		name: "PING_TIMEOUT", fallback: "20s", kind: duration, min: shortest, max: longest,
		is: "a duration", meaning: "Time that a client has for its pong.",
	},
	{
		name: "MAX_PAYLOAD", fallback: "1000000", kind: size, min: kib, max: 64 * mib,
		is: "a size", meaning: "Largest message and largest body, in bytes.",
	},
	{
		name: "CONNECT_TIMEOUT", fallback: "45s", kind: duration, min: shortest, max: longest,
		is: "a duration", meaning: "Time from the handshake to the client's CONNECT packet.",
	},
	{
		name: "MAX_CLIENTS", kind: number, min: 1, max: 10_000_000,
		fallbackText: "descriptor limit less 5 % (at least 64)",
		is:           "a number of clients",
		meaning:      "Sessions at a time; over it handshakes get 503.",
	},
	{
		name: "SLOW_CONSUMER_BYTES", fallback: "4MiB", kind: size, min: 4 * kib, max: gib,
		is: "a size", meaning: "Bytes that may wait for one client before it is closed.",
	},
	{
		name: "PENDING_BYTES", fallback: "1GiB", kind: size, min: mib, max: 1024 * gib,
		is: "a size", meaning: "Bytes that may wait for all clients of this process.",
	},
	{
		name: "LOG_WINDOW_BYTES", fallback: "64MiB", kind: size, min: mib, max: 64 * gib,
		is: "a size", meaning: "Bytes of the log's recent end that this process holds in memory.",
	},
	{
		name: "USER_TOTAL_INTERVAL", fallback: "1s", kind: duration, min: 0, max: longest,
		is: "a duration", meaning: "Least time between two user-total events of a channel, more where telling all costs over a twentieth of it; 0: none are sent.",
	},
	{
		name: "SHUTDOWN_TIMEOUT", fallback: "8s", kind: duration, min: shortest, max: longest,
		is: "a duration", meaning: "Time from SIGTERM to the exit.",
	},
	{
		name: "SOCKET_PATH", fallback: "/socket.io/", valid: validSocketPath,
		is:      "a path",
		must:    `a path of letters, digits and "-_.~/", such as /socket.io/, that no other route uses`,
		meaning: "Path of the Socket.IO endpoint; the same as the clients' path option.",
	},
	{
		name: "NODE_TAG", valid: validNodeTag,
		is: "a tag", must: "at most 32 letters, digits and underscores",
		meaning: "Begins every session id of this node, so that a proxy can route by it.",
	},
	{
		name: "ADMIN_ADDR", valid: validAdminAddr, fallbackText: "unset: /metrics is on PORT",
		is: "an address", must: "host:port or :port, such as 127.0.0.1:9090",
		meaning: "Moves /metrics to an address of its own and adds pprof there.",
	},
	{
		name: "TRUSTED_PROXIES", fallbackText: "unset: none",
		is: "a list of addresses", must: "addresses and networks such as 10.0.0.0/8, comma-separated",
		meaning: "Proxies whose X-Forwarded-For says which client a log line is about, comma-separated.",
	},
	{
		name: "LOG_LEVEL", fallback: "info", inDev: true,
		is: "a level", must: "debug, info, warn or error", valid: oneOf("debug", "info", "warn", "error"),
		meaning: "Least severe level that is logged; debug has each client's connect, disconnect and refusal.",
	},
	{
		name: "LOG_FORMAT", fallback: "json", dev: "text", inDev: true,
		is: "a format", must: "json or text", valid: oneOf("json", "text"),
		meaning: "Form of a log line; dev uses text.",
	},
}
