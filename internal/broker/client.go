package broker

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

var quiet = sync.OnceFunc(func() { redis.SetLogger(silent{}) })

// silent keeps go-redis from writing lines of its own: what it says comes back as an error too.
type silent struct{}

func (silent) Printf(context.Context, string, ...any) {}

// newClient returns a client for the Redis at addr, a host:port or the path of a Unix socket.
// Its connections live until it is closed or until run ends.
func newClient(run context.Context, c *RedisConfig, addr string) *redis.Client {
	quiet()
	network := "tcp"
	if strings.HasPrefix(addr, "/") {
		network = "unix"
	}
	return redis.NewClient(&redis.Options{
		Network:  network,
		Addr:     addr,
		Username: c.Username,
		Password: c.Password,
		DB:       c.DB,
		Protocol: 2,
		Dialer: func(_ context.Context, network, addr string) (net.Conn, error) {
			return dial(run, c.TLS, network, addr)
		},
		// An append whose answer was lost must not be sent again.
		MaxRetries:    -1,
		DialerRetries: 1, // 0 would mean 5
		DialTimeout:   openTimeout,
		// Two, so that one failed dial does not start the pool's own probe.
		PoolSize:    2,
		PoolTimeout: openTimeout,
		// Deadlines come from the contexts; a blocking read would otherwise get ten seconds
		// more than it blocks.
		ContextTimeoutEnabled: true,
		ReadTimeout:           readTimeout,
		WriteTimeout:          appendTimeout,
		// No further commands in the handshake.
		DisableIdentity:          true,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
	})
}

// dial connects within openTimeout, with TLS where secure is set: for the name that was dialled,
// unless secure has another one.
func dial(run context.Context, secure *tls.Config, network, addr string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(run, openTimeout)
	defer cancel()
	var d net.Dialer
	c, err := d.DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	c = &abortable{Conn: c, cause: run.Err, release: context.AfterFunc(run, func() { _ = c.Close() })}
	if secure == nil || network == "unix" {
		return c, nil
	}
	if secure.ServerName == "" {
		secure = secure.Clone()
		secure.ServerName, _, _ = net.SplitHostPort(addr)
	}
	ctx, stop := context.WithTimeout(ctx, handshakeTimeout)
	defer stop()
	t := tls.Client(c, secure)
	if err := t.HandshakeContext(ctx); err != nil {
		_ = c.Close()
		return nil, &tlsError{err}
	}
	return t, nil
}

// handshakeTimeout is below openTimeout, so that it is known what took the time.
const handshakeTimeout = openTimeout * 3 / 4

// tlsError is a handshake that failed.
type tlsError struct{ err error }

func (e *tlsError) Error() string { return "TLS handshake: " + e.err.Error() }
func (e *tlsError) Unwrap() error { return e.err }

// abortable is a connection that is closed when the context that it lives in ends: go-redis minds
// a context's deadline, not its end. What fails by that says so: Redis has not ended it.
type abortable struct {
	net.Conn
	cause   func() error // why its context has ended, or nil
	release func() bool
}

func (a *abortable) Read(b []byte) (int, error) {
	n, err := a.Conn.Read(b)
	return n, a.explain(err)
}

func (a *abortable) Write(b []byte) (int, error) {
	n, err := a.Conn.Write(b)
	return n, a.explain(err)
}

func (a *abortable) Close() error {
	a.release()
	return a.Conn.Close()
}

func (a *abortable) explain(err error) error {
	if cause := a.cause(); cause != nil && errors.Is(err, net.ErrClosed) {
		return fmt.Errorf("%w: %w", cause, err)
	}
	return err
}
