package broker

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// hurry has a Sentinel look more often. It turns an old primary that returned into a replica when
// it reads its INFO, each 10 s, and then only where it was not down within four publish periods
// of 2 s: whoever stalls for a moment has to wait for the next INFO. A Sentinel that itself
// stalls for 2 s does nothing for another 30 s (TILT).
var hurry = []any{"sentinel", "debug", "info-period", 250, "publish-period", 250, "tilt-period", 1000}

// startSentinels starts three that watch primary under the name "chat".
func startSentinels(t *testing.T, primary *redisServer, lines ...string) (all []*redisServer) {
	t.Helper()
	host, port, _ := net.SplitHostPort(primary.addr)
	for range 3 {
		s := newRedisServer(t)
		_, own, _ := net.SplitHostPort(s.addr)
		text := strings.Join(append([]string{
			"port " + own, "bind 127.0.0.1", "dir " + t.TempDir(),
			"sentinel monitor chat " + host + " " + port + " 2",
			"sentinel down-after-milliseconds chat 1000", "sentinel failover-timeout chat 6000",
		}, lines...), "\n")
		file := filepath.Join(t.TempDir(), "sentinel.conf")
		if err := os.WriteFile(file, []byte(text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		s.args, s.password = []string{file, "--sentinel"}, primary.password
		s.start()
		s.do(hurry...)
		all = append(all, s)
	}
	for _, s := range all {
		eventually(t, 20*time.Second, "Sentinels know each other and the replica", func() bool {
			text := s.do("info", "sentinel").(string)
			return strings.Contains(text, "sentinels=3") && strings.Contains(text, "slaves=1")
		})
	}
	return all
}

func sentinelConfig(all []*redisServer) RedisConfig {
	c := all[0].config()
	c.Addr, c.SentinelMaster = "", "chat"
	for _, s := range all {
		c.Addrs = append(c.Addrs, s.addr)
	}
	return c
}

// startPair starts a primary and a replica that is in step.
func startPair(t *testing.T, args ...string) (primary, replica *redisServer) {
	t.Helper()
	primary = startRedis(t, args...)
	host, port, _ := net.SplitHostPort(primary.addr)
	replica = startRedis(t, append(args, "--replicaof", host+" "+port)...)
	eventually(t, 20*time.Second, "the replica is in step", func() bool {
		return strings.Contains(primary.do("info", "replication").(string), "state=online")
	})
	return primary, replica
}

func TestSentinelsPromoteTheReplica(t *testing.T) {
	t.Parallel()
	primary, replica := startPair(t, "--repl-diskless-sync-delay", "0")
	sentinels := startSentinels(t, primary)
	c := sentinelConfig(sentinels)
	a, b := works(t, c)
	tr := startTraffic(t, a, b)
	tr.flowing()
	sentinels[0].kill() // the one that was asked first
	primary.kill()
	a.notReady(promised)
	t.Logf("ready %v after the primary's death was noticed", a.ready(20*time.Second))
	b.ready(promised)
	codes := afterFailover(t, tr, a, b)
	t.Logf("answers %v, %+v", codes, a.Stats())
	if replica.role() != "master" {
		t.Error("it is no primary")
	}
	primary.start()
	eventually(t, 20*time.Second, "the old primary follows", func() bool { return primary.role() == "slave" })
	a.mustPublish(-2)
	eventually(t, promised, "a packet after its return", func() bool { return b.count(-2) == 1 })
}

// A primary that is frozen keeps its connections, and when it wakes it is a replica.
func TestSentinelsAndAFrozenPrimary(t *testing.T) {
	if os.Getenv("SOCKETCHAT_LONG") == "" {
		t.Skip("takes 20 s: SOCKETCHAT_LONG=1 runs it")
	}
	t.Parallel()
	primary, replica := startPair(t, "--repl-diskless-sync-delay", "0")
	c := sentinelConfig(startSentinels(t, primary))
	a, b := works(t, c)
	primary.stop()
	a.notReady(promised)
	a.ready(20 * time.Second)
	b.ready(promised)
	if replica.role() != "master" {
		t.Error("it is no primary")
	}
	primary.resume()
	tr := startTraffic(t, a, b)
	tr.flowing()
	eventually(t, 20*time.Second, "the old primary follows", func() bool { return primary.role() == "slave" })
	tr.flowing()
	tr.end()
}

// A tail that reads from what is no longer the primary gets no error: its heartbeat is missing.
func TestTailThatReadsFromTheWrongRedisLooksAgain(t *testing.T) {
	t.Parallel()
	primary, replica := startPair(t, "--repl-diskless-sync-delay", "0")
	sentinels := startSentinels(t, primary)
	c := sentinelConfig(sentinels)
	f := &finder{}
	if f.moved(t.Context(), &c, primary.addr) {
		t.Error("it did not move")
	}
	sentinels[0].do("sentinel", "failover", "chat")
	eventually(t, 20*time.Second, "the move", func() bool { return f.moved(t.Context(), &c, primary.addr) })
	if addr, err := f.find(t.Context(), &c); addr != replica.addr {
		t.Errorf("found %s, %v", addr, err)
	}
	eventually(t, 20*time.Second, "the old primary follows", func() bool { return primary.role() == "slave" })
	fixed := primary.config()
	l, err := openLink(t.Context(), &fixed)
	if err != nil {
		t.Fatal(err)
	}
	defer l.close()
	tl := &tail{config: &c, link: l, health: &health{start: time.Now().Add(-time.Hour)}}
	if err := tl.step(t.Context()); err != nil {
		t.Errorf("with its heartbeats it looks for nothing: %v", err)
	}
	tl.health.unseen.Store(1) // since an hour
	if err := tl.step(t.Context()); !errors.Is(err, errMoved) {
		t.Errorf("it stays: %v", err)
	}
}

func TestSentinelsWithPasswords(t *testing.T) {
	t.Parallel()
	const password = "secret"
	primary, _ := startPair(t, "--repl-diskless-sync-delay", "0", "--requirepass", password, "--masterauth", password)
	sentinels := startSentinels(t, primary, "requirepass "+password, "sentinel auth-pass chat "+password, "sentinel sentinel-pass "+password)
	c := sentinelConfig(sentinels)
	c.Password = password
	works(t, c)
}

func TestSentinelSettingsThatAreWrong(t *testing.T) {
	t.Parallel()
	primary, _ := startPair(t, "--repl-diskless-sync-delay", "0")
	sentinels := startSentinels(t, primary)
	c := sentinelConfig(sentinels)
	c.SentinelMaster = "mymaster"
	has(t, says(t, c), "level=ERROR", "mymaster", "REDIS_SENTINEL_MASTER")
	has(t, says(t, sentinels[0].config()), "level=ERROR", "Sentinel", "REDIS_ADDRS")
	c = sentinelConfig([]*redisServer{primary})
	has(t, says(t, c), "level=ERROR", "REDIS_ADDRS must name Sentinels")
}
