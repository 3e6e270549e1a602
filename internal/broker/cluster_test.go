package broker

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"
)

// clusterPort is one whose bus port, 10,000 above, is free and below 32768 too.
func clusterPort(t *testing.T) string {
	t.Helper()
	for range 100 {
		n := 20_000 + rand.IntN(2_700)
		if reserve(n) && reserve(n+10_000) {
			return strconv.Itoa(n)
		}
	}
	t.Fatal("no free pair of ports")
	return ""
}

// startCluster starts three primaries, each with replicas.
func startCluster(t *testing.T, replicas int, args ...string) (all []*redisServer) {
	t.Helper()
	for range 3 * (1 + replicas) {
		s := newRedisServer(t, args...)
		s.port(clusterPort(t))
		s.args = append(s.args, "--cluster-enabled", "yes", "--cluster-node-timeout", "1500", "--cluster-replica-validity-factor", "0", "--repl-ping-replica-period", "1")
		s.start()
		all = append(all, s)
	}
	for i, s := range all {
		s.do("cluster", "set-config-epoch", i+1)
		host, port, _ := net.SplitHostPort(all[0].addr)
		s.do("cluster", "meet", host, port)
	}
	for i, slots := range [][2]int{{0, 5460}, {5461, 10922}, {10923, 16383}} {
		all[i].do("cluster", "addslotsrange", slots[0], slots[1])
	}
	eventually(t, 20*time.Second, "all know all", func() bool {
		for _, s := range all {
			if !strings.Contains(s.do("cluster", "info").(string), fmt.Sprintf("cluster_known_nodes:%d\r", len(all))) {
				return false
			}
		}
		return true
	})
	for i, s := range all[3:] {
		id := all[i%3].do("cluster", "myid")
		c := s.client()
		eventually(t, 10*time.Second, "a replica", func() bool { return c.Do(context.Background(), "cluster", "replicate", id).Err() == nil })
	}
	for _, s := range all {
		eventually(t, 20*time.Second, "the cluster is ok", func() bool {
			return strings.Contains(s.do("cluster", "info").(string), "cluster_state:ok") &&
				(len(all) == 3 || strings.Contains(s.do("info", "replication").(string), "master_link_status:up") ||
					strings.Contains(s.do("info", "replication").(string), "state=online"))
		})
	}
	return all
}

// port moves the server, before its start, to another port.
func (s *redisServer) port(port string) {
	s.addr, s.args[1] = net.JoinHostPort("127.0.0.1", port), port
}

// owner is the server of all that holds the log's slot.
func owner(t *testing.T, all []*redisServer, c RedisConfig) int {
	t.Helper()
	addr, err := (&finder{}).find(t.Context(), &c)
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range all {
		if s.addr == addr {
			return i
		}
	}
	t.Fatalf("the owner is at %s", addr)
	return 0
}

func clusterConfig(all ...*redisServer) RedisConfig {
	c := all[0].config()
	c.Addr, c.Cluster = "", true
	for _, s := range all {
		c.Addrs = append(c.Addrs, s.addr)
	}
	return c
}

func TestClusterWhoseSlotOwnerIsKilled(t *testing.T) {
	t.Parallel()
	all := startCluster(t, 1)
	c := clusterConfig(all[3]) // a node that does not own the slot suffices to find all
	a, b := works(t, c)
	tr := startTraffic(t, a, b)
	tr.flowing()
	killed := owner(t, all, c)
	all[killed].kill()
	a.notReady(promised)
	d := a.ready(20 * time.Second)
	b.ready(promised)
	t.Logf("ready %v after the owner's death was noticed", d)
	codes := afterFailover(t, tr, a, b)
	t.Logf("answers %v, %+v", codes, a.Stats())
	if now := owner(t, all, c); now == killed {
		t.Error("the slot still belongs to the dead node")
	}
	all[killed].start() // as a replica
	eventually(t, 20*time.Second, "the old owner follows", func() bool { return all[killed].role() == "slave" })
	a.mustPublish(-2)
	eventually(t, promised, "a packet after its return", func() bool { return b.count(-2) == 1 })
}

// afterFailover ends the traffic once it flows again. A replica that is promoted may lack what
// was appended last: then both nodes must have said so.
func afterFailover(t *testing.T, tr *traffic, nodes ...*node) map[string]int {
	t.Helper()
	tr.flowing()
	close(tr.quit)
	tr.group.Wait()
	if d := tr.answers.slowest(); d > publishTimeout+time.Second {
		t.Errorf("the slowest answer took %v", d)
	}
	codes := map[string]int{}
	for _, code := range tr.answers.codes {
		codes[code]++
	}
	if codes["broker_unavailable"] == 0 {
		t.Errorf("nothing was refused: %v", codes)
	}
	for _, n := range nodes {
		st := n.Stats()
		honest := st.Gaps+st.EpochChanges > 0
		n.mustPublish(-1)
		eventually(t, promised, "the mark", func() bool { return n.count(-1) > 0 })
		if i := tr.missing(n); i >= 0 && !honest {
			t.Errorf("packet %d was answered ok and is missing, and no gap was reported", i)
		}
		for i := range tr.n {
			if n.count(i) > 1 {
				t.Fatalf("packet %d came %d times", i, n.count(i))
			}
		}
	}
	return codes
}

func TestClusterWhoseSlotMoves(t *testing.T) {
	t.Parallel()
	all := startCluster(t, 0)
	c := clusterConfig(all...)
	a, b := works(t, c)
	from := owner(t, all, c)
	to := (from + 1) % 3
	slot := all[0].do("cluster", "keyslot", "{test}:log")
	source, target := all[from].do("cluster", "myid"), all[to].do("cluster", "myid")
	tr := startTraffic(t, a, b)
	tr.flowing()
	all[to].do("cluster", "setslot", slot, "importing", source)
	all[from].do("cluster", "setslot", slot, "migrating", target)
	host, port, _ := net.SplitHostPort(all[to].addr)
	all[from].do("migrate", host, port, "", 0, 2000, "keys", "{test}:log", "{test}:epoch", "{test}:last")
	for _, s := range []*redisServer{all[to], all[from], all[(from+2)%3]} {
		s.do("cluster", "setslot", slot, "node", target)
	}
	eventually(t, 5*time.Second, "refusals while it moved", func() bool { return a.Stats().Reconnects > 0 && b.Stats().Reconnects > 0 })
	a.ready(promised)
	b.ready(promised)
	tr.flowing()
	tr.end()
	for _, n := range []*node{a, b} {
		if st := n.Stats(); st.Gaps != 0 || st.EpochChanges != 0 {
			t.Errorf("%+v", st)
		}
	}
}

func TestClusterThatIsNotNamedAsOne(t *testing.T) {
	t.Parallel()
	all := startCluster(t, 0)
	c := clusterConfig(all...)
	home := owner(t, all, c)
	for _, s := range []*redisServer{all[home], all[(home+1)%3]} { // the log's place by chance, or not
		wrong := s.config()
		n := startNode(t, wrong)
		eventually(t, promised, "a line", func() bool { return len(n.logs.lines()) > 0 })
		has(t, n.logs.String(), "level=ERROR", "REDIS_CLUSTER=true")
		if l := n.logs.lines(); len(l) != 1 {
			t.Errorf("%d lines: %q", len(l), l)
		}
	}
	// With the documented rule, and the two commands that a cluster needs beside it, it works.
	for _, s := range all {
		args := []any{"acl", "setuser", "socketchat", "reset"}
		for _, word := range append(documentedRule(t), "+cluster|slots", "+cluster|keyslot", "-select") {
			args = append(args, word)
		}
		s.do(args...)
	}
	limited := c
	limited.Username, limited.Password = "socketchat", "PASSWORD"
	works(t, limited)
	c.DB = 1
	has(t, says(t, c), "level=ERROR", "unset REDIS_DB")
	alone := clusterConfig(startRedis(t))
	has(t, says(t, alone), "level=ERROR", "unset REDIS_CLUSTER")
}
