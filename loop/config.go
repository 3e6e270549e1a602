package loop

import (
	"log/slog"
	"runtime"
	"time"
)

// Config is what a Loop is made with. Zero fields take the defaults given beside them.
type Config struct {
	Addrs   []string // "host:port"; an empty host means all addresses
	Pollers int      // one for two cores
	// MaxConns is how many connections may be open before accepting pauses. The default is the
	// descriptor limit less a reserve of a fortieth, at least 32.
	MaxConns int

	HandshakeTimeout time.Duration // from accept to the first byte; 10 s
	HeaderTimeout    time.Duration // from a head's first byte to its end; 10 s
	BodyTimeout      time.Duration // from a head's end to its body's end; 30 s
	IdleTimeout      time.Duration // keep-alive between requests, and a reader that takes nothing; 75 s

	MaxMessage    int   // bytes of a WebSocket message, and of a body that is gathered early; 1,000,000
	ReceiveBudget int64 // bytes held of input not complete yet, in all connections; 256 MiB

	Log *slog.Logger // slog.Default
}

const (
	lingerTime  = 2 * time.Second
	lingerBytes = 16 << 20
	// skipBytes is the longest unread body after which a connection is kept.
	skipBytes = 64 << 10
	readSize  = 64 << 10
)

func (cfg Config) withDefaults() Config {
	or(&cfg.Pollers, (runtime.NumCPU()+1)/2)
	or(&cfg.MaxConns, maxConns())
	or(&cfg.HandshakeTimeout, 10*time.Second)
	or(&cfg.HeaderTimeout, 10*time.Second)
	or(&cfg.BodyTimeout, 30*time.Second)
	or(&cfg.IdleTimeout, 75*time.Second)
	or(&cfg.MaxMessage, 1_000_000)
	or(&cfg.ReceiveBudget, 256<<20)
	or(&cfg.Log, slog.Default())
	return cfg
}

func or[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// gatherLimit is how many bytes may wait behind an answer that is owed: a head and a body.
func (cfg *Config) gatherLimit() int { return headRoom + cfg.MaxMessage }
