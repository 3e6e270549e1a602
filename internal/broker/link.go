package broker

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
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
	addr   string // where the log was found
	hashes [2]string
}

type script int

const (
	scriptAppend script = iota
	scriptPosition
)

// openLink finds the log and connects to it, both within openTimeout. The link lives until close
// or until run ends.
func openLink(run context.Context, c *RedisConfig) (*link, error) {
	addr, err := c.finder().find(run, c)
	if err != nil {
		return nil, err
	}
	client := newClient(run, c, addr)
	l := &link{client: client, conn: client.Conn(), keys: keys(c.Prefix), config: c, addr: addr}
	if err := l.prepare(run); err != nil {
		l.close()
		return nil, err
	}
	return l, nil
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
