package broker

import (
	"crypto/tls"
	"time"
)

// RedisConfig says where the log is and how much of it is kept.
type RedisConfig struct {
	Addr               string      // host:port, or the path of a Unix socket
	TLS                *tls.Config // nil: none
	SentinelMaster     string      // with Addrs: ask Sentinels for the primary of this name
	Cluster            bool        // ask Addrs, or Addr, for the owner of the log's slot
	Addrs              []string    // host:port of Sentinels or of some of the Cluster's nodes
	Username, Password string
	DB                 int
	Prefix             string        // of all keys
	LogAge             time.Duration // entries older than this are dropped
	LogBytes           int64         // the oldest entries beyond this are dropped

	found *finder // shared by all links of a broker
}

// moves reports whether the log may be at another address tomorrow.
func (c *RedisConfig) moves() bool { return c.SentinelMaster != "" || c.Cluster }

func (c *RedisConfig) finder() *finder {
	if c.found == nil {
		return &finder{}
	}
	return c.found
}

// Times. A publish is answered within 2 s and readiness fails and holds again within 3 s
// (DESIGN.md, "Times that are promised"); the rest follows from it.
const (
	appendTimeout = time.Second // one EVALSHA
	openTimeout   = time.Second // connect, handshake, load the scripts, ask for the time
	readBlock     = 500 * time.Millisecond
	readTimeout   = readBlock + time.Second // a silent link is noticed after it
	beatInterval  = time.Second
	beatOverdue   = 2 * time.Second         // an appended heartbeat that is not back by then triggers a look
	beatStale     = 2500 * time.Millisecond // an age of the newest one that makes the node not ready
	minBackoff    = 50 * time.Millisecond
	maxBackoff    = 500 * time.Millisecond
)

// Bounds of one batch, and of one XREAD in batches.
const (
	maxBatch      = 256
	maxBatchBytes = 256 << 10
	readCount     = 16
)

// ttl is for how long the log outlives its last append.
func (c *RedisConfig) ttl() time.Duration { return c.LogAge + 10*time.Minute }
