package broker

import (
	"context"
	"crypto/tls"
	"errors"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// redisServer is a real redis-server of this test's own.
type redisServer struct {
	t    *testing.T
	addr string
	args []string
	cmd  *exec.Cmd

	// Of client.
	tls      *tls.Config // nil: none
	password string
}

// role is "master" or "slave", or "" while the server does not answer.
func (s *redisServer) role() string {
	parts, _ := s.client().Do(context.Background(), "role").Slice()
	if len(parts) == 0 {
		return ""
	}
	return parts[0].(string)
}

// newRedisServer chooses a free port and folder; start starts it.
func newRedisServer(t *testing.T, args ...string) *redisServer {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		t.Fatal("these tests need a real Redis and redis-server is not installed: apt-get install redis-server")
	}
	port := freePort(t)
	s := &redisServer{t: t, addr: net.JoinHostPort("127.0.0.1", port)}
	if i := slices.Index(args, "--requirepass"); i >= 0 {
		s.password = args[i+1]
	}
	s.args = append([]string{"--port", port, "--bind", "127.0.0.1", "--dir", t.TempDir(), "--save", "", "--loglevel", "warning", "--enable-debug-command", "yes"}, args...)
	t.Cleanup(s.kill)
	return s
}

// freePort is one below those that the kernel gives to outgoing connections: a server that is
// started again must find it free.
func freePort(t *testing.T) string {
	t.Helper()
	for range 100 {
		if n := 20_000 + rand.IntN(12_000); reserve(n) {
			return strconv.Itoa(n)
		}
	}
	t.Fatal("no free port between 20000 and 32000")
	return ""
}

// reserved are the ports that tests of this process have chosen: those run at the same time.
var reserved sync.Map

// reserve takes a port if it is free, and nobody else's from then on.
func reserve(port int) bool {
	l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return false
	}
	_ = l.Close()
	_, taken := reserved.LoadOrStore(port, true)
	return !taken
}

func startRedis(t *testing.T, args ...string) *redisServer {
	t.Helper()
	s := newRedisServer(t, args...)
	s.start()
	return s
}

func (s *redisServer) start() {
	s.t.Helper()
	s.cmd = exec.Command("redis-server", s.args...)
	s.cmd.Stderr = os.Stderr
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	c := s.client()
	eventually(s.t, 20*time.Second, "redis-server answers", func() bool {
		err := c.Ping(context.Background()).Err()
		return err == nil || classify(err).kind == ErrorAuth
	})
}

func (s *redisServer) kill() {
	if s.cmd == nil {
		return
	}
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
	s.cmd = nil
}

// stop freezes the process: its connections stay open and nothing answers.
func (s *redisServer) stop()   { s.signal(syscall.SIGSTOP) }
func (s *redisServer) resume() { s.signal(syscall.SIGCONT) }

func (s *redisServer) signal(sig os.Signal) {
	s.t.Helper()
	if err := s.cmd.Process.Signal(sig); err != nil {
		s.t.Fatal(err)
	}
}

// client is closed at the end of the test.
func (s *redisServer) client() *redis.Client {
	quiet()
	c := redis.NewClient(&redis.Options{Addr: s.addr, TLSConfig: s.tls, Password: s.password, Protocol: 2, DisableIdentity: true, MaxRetries: -1, PoolSize: 50})
	s.t.Cleanup(func() { _ = c.Close() })
	return c
}

// do runs one command, with words as in redis-cli.
func (s *redisServer) do(args ...any) any {
	s.t.Helper()
	v, err := s.client().Do(context.Background(), args...).Result()
	if err != nil && !errors.Is(err, redis.Nil) {
		s.t.Fatalf("%v: %v", args, err)
	}
	return v
}

func (s *redisServer) config() RedisConfig {
	return RedisConfig{Addr: s.addr, Prefix: "test", LogAge: 2 * time.Minute, LogBytes: 256 << 20}
}

// eventually waits until ok, at most for d.
func eventually(t *testing.T, d time.Duration, what string, ok func() bool) time.Duration {
	t.Helper()
	start := time.Now()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		if time.Since(start) > d {
			t.Fatalf("not within %v: %s", d, what)
		}
		<-tick.C
	}
	return time.Since(start)
}

func atoi(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
