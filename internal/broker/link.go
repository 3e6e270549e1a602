package broker

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// link is one connection to Redis that has answered: handshake, scripts loaded, time told. It
// is never repaired: after any failure it is closed and another one opened, so that no state
// of a client's pool (repeated dial errors, a probe each second) stands in the way.
//
// One goroutine uses it; ending the context given to openLink breaks what is under way.
type link struct {
	client *redis.Client
	conn   *redis.Conn
	clock  clock
	keys   []string
	config *RedisConfig
	hashes [2]string
}

type script int

const (
	scriptAppend script = iota
	scriptPosition
)

var quiet = sync.OnceFunc(func() { redis.SetLogger(silent{}) })

// silent keeps go-redis from writing lines of its own: what it says comes back as an error too.
type silent struct{}

func (silent) Printf(context.Context, string, ...any) {}

// openLink connects within openTimeout. The link lives until close or until run ends.
func openLink(run context.Context, c *RedisConfig) (*link, error) {
	quiet()
	client := redis.NewClient(&redis.Options{
		Addr:     c.Addr,
		Username: c.Username,
		Password: c.Password,
		DB:       c.DB,
		Protocol: 2,
		Dialer: func(_ context.Context, network, addr string) (net.Conn, error) {
			return dial(run, network, addr)
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
	l := &link{client: client, conn: client.Conn(), keys: keys(c.Prefix), config: c}
	if err := l.prepare(run); err != nil {
		l.close()
		return nil, err
	}
	return l, nil
}

func dial(run context.Context, network, addr string) (net.Conn, error) {
	d := net.Dialer{Timeout: openTimeout}
	c, err := d.DialContext(run, network, addr)
	if err != nil {
		return nil, err
	}
	return &abortable{Conn: c, release: context.AfterFunc(run, func() { _ = c.Close() })}, nil
}

// abortable is a connection that is closed when the broker stops: go-redis minds a context's
// deadline, not its end.
type abortable struct {
	net.Conn
	release func() bool
}

func (a *abortable) Close() error {
	a.release()
	return a.Conn.Close()
}

func (l *link) prepare(run context.Context) error {
	ctx, cancel := context.WithTimeout(run, openTimeout)
	defer cancel()
	for i, source := range []string{scriptAppend: appendScript, scriptPosition: positionScript} {
		hash, err := l.conn.ScriptLoad(ctx, source).Result()
		if err != nil {
			return fmt.Errorf("connect: %w", err)
		}
		l.hashes[i] = hash
	}
	now, err := l.conn.Time(ctx).Result()
	if err != nil {
		return fmt.Errorf("ask for the time: %w", err)
	}
	l.clock.set(now.Unix(), int64(now.Nanosecond()/1000))
	return nil
}

func (l *link) close() {
	_ = l.conn.Close()
	_ = l.client.Close()
}

// append appends payload as one entry, unless Redis runs the script later than timeout from
// now (errLateScript).
func (l *link) append(run context.Context, payload []byte, timeout time.Duration) (place, error) {
	c := l.config
	return l.eval(run, timeout, scriptAppend, newEpoch(), c.ttl().Milliseconds(),
		payload, l.clock.after(timeout), c.LogAge.Milliseconds(), c.LogBytes)
}

// position asks where the log stands; a log that does not exist is begun.
func (l *link) position(run context.Context) (place, error) {
	return l.eval(run, appendTimeout, scriptPosition, newEpoch(), l.config.ttl().Milliseconds())
}

func (l *link) eval(run context.Context, timeout time.Duration, s script, args ...any) (place, error) {
	ctx, cancel := context.WithTimeout(run, timeout)
	defer cancel()
	reply, err := l.conn.EvalSha(ctx, l.hashes[s], l.keys, args...).StringSlice()
	if err != nil {
		return place{}, err
	}
	return l.answer(reply)
}

// answer reads what the scripts return.
func (l *link) answer(reply []string) (place, error) {
	if len(reply) < 2 {
		return place{}, fmt.Errorf("%w: a script's answer has %d parts", errMalformed, len(reply))
	}
	seconds, err := strconv.ParseInt(reply[0], 10, 64)
	if err != nil {
		return place{}, fmt.Errorf("%w: time: %w", errMalformed, err)
	}
	micros, err := strconv.ParseInt(reply[1], 10, 64)
	if err != nil {
		return place{}, fmt.Errorf("%w: time: %w", errMalformed, err)
	}
	l.clock.set(seconds, micros)
	if len(reply) == 2 {
		return place{}, errLateScript
	}
	id, ok := parseStreamID(reply[2])
	if !ok || len(reply) != 4 {
		return place{}, fmt.Errorf("%w: a script's answer", errMalformed)
	}
	return place{epoch: reply[3], id: id}, nil
}
