package broker

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// works publishes through one node and receives at another.
func works(t *testing.T, c RedisConfig) (a, b *node) {
	t.Helper()
	a, b = startNode(t, c), startNode(t, c)
	a.ready(promised)
	b.ready(promised)
	a.mustPublish(-11) // traffic counts from 0, and node 0 has the even ones
	b.mustPublish(-13)
	a.waitFor(2)
	b.waitFor(2)
	return a, b
}

// says starts a node that cannot work and returns the one line that it logs. Where the machine is
// so loaded that Redis once did not answer in time, that is said too.
func says(t *testing.T, c RedisConfig) string {
	t.Helper()
	n := startNode(t, c)
	eventually(t, 5*time.Second, "a line", func() bool { return len(n.logs.lines()) > 0 })
	attempts := func() (sum uint64) {
		for _, e := range n.Stats().Errors {
			sum += e
		}
		return sum
	}
	eventually(t, 10*time.Second, "several attempts", func() bool { return attempts() > 3 })
	lines := n.logs.lines()
	if n.Stats().Errors[ErrorTimeout] > 0 {
		lines = slices.DeleteFunc(lines, func(l string) bool {
			return strings.Contains(l, awayMessages[partAppend]) || strings.Contains(l, awayMessages[partTail])
		})
	}
	if len(lines) != 1 {
		t.Fatalf("logged %q", n.logs.lines())
	}
	return lines[0]
}

func has(t *testing.T, line string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(line, p) {
			t.Errorf("%q does not say %q", line, p)
		}
	}
	t.Log(line)
}

func TestDatabaseByNumber(t *testing.T) {
	t.Parallel()
	s := startRedis(t)
	c := s.config()
	c.DB = 3
	works(t, c)
	if n := s.do("exists", "{test}:log").(int64); n != 0 {
		t.Error("the log is in database 0")
	}
	c.DB = 99
	has(t, says(t, c), "level=ERROR", "no database 99", "REDIS_DB")
}

func TestUnixSocket(t *testing.T) {
	t.Parallel()
	socket := filepath.Join(t.TempDir(), "redis.sock")
	s := startRedis(t, "--unixsocket", socket)
	c := s.config()
	c.Addr = socket
	a, b := works(t, c)
	s.kill()
	a.notReady(promised)
	s.start()
	a.ready(promised)
	b.ready(promised)
	a.mustPublish(3)
	eventually(t, promised, "the next packet", func() bool { return b.count(3) == 1 })
}

func TestPasswordThatIsMissing(t *testing.T) {
	t.Parallel()
	c := startRedis(t, "--requirepass", "secret").config()
	has(t, says(t, c), "level=ERROR", "set REDIS_AUTH_PASSWORD")
}

func TestReplicaInPlaceOfItsPrimary(t *testing.T) {
	t.Parallel()
	primary := startRedis(t)
	host, port, _ := net.SplitHostPort(primary.addr)
	c := startRedis(t, "--replicaof", host+" "+port).config()
	has(t, says(t, c), "level=ERROR", "is a replica", "REDIS_HOST")
}

// authority makes certificates.
type authority struct {
	t    *testing.T
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	pool *x509.CertPool
	file string
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{t: t, pool: x509.NewCertPool()}
	template := &x509.Certificate{Subject: pkix.Name{CommonName: "test CA"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	a.cert, a.key, a.file, _ = a.make(template)
	a.pool.AddCert(a.cert)
	return a
}

// server returns files with a certificate for 127.0.0.1 and its key.
func (a *authority) server() (cert, key string) {
	_, _, cert, key = a.make(&x509.Certificate{IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}})
	return cert, key
}

func (a *authority) make(c *x509.Certificate) (*x509.Certificate, *ecdsa.PrivateKey, string, string) {
	a.t.Helper()
	c.SerialNumber = big.NewInt(time.Now().UnixNano())
	c.NotBefore, c.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	parent, signer := a.cert, a.key
	if parent == nil {
		parent, signer = c, key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, &key.PublicKey, signer)
	if err != nil {
		a.t.Fatal(err)
	}
	cert, _ := x509.ParseCertificate(der)
	private, _ := x509.MarshalPKCS8PrivateKey(key)
	return cert, key, a.write("CERTIFICATE", der), a.write("PRIVATE KEY", private)
}

func (a *authority) write(kind string, der []byte) string {
	file := filepath.Join(a.t.TempDir(), "file.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
		a.t.Fatal(err)
	}
	return file
}

// startTLS starts a Redis that speaks nothing but TLS.
func startTLS(t *testing.T, ca *authority, args ...string) *redisServer {
	cert, key := ca.server()
	s := newRedisServer(t, args...)
	_, port, _ := net.SplitHostPort(s.addr)
	s.args = append(s.args, "--port", "0", "--tls-port", port, "--tls-cert-file", cert, "--tls-key-file", key,
		"--tls-ca-cert-file", ca.file, "--tls-auth-clients", "no")
	s.tls = &tls.Config{RootCAs: ca.pool}
	s.start()
	return s
}

func TestTLSWithAnAuthorityOfItsOwn(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t)
	s := startTLS(t, ca)
	c := s.config()
	c.TLS = &tls.Config{RootCAs: ca.pool}
	a, b := works(t, c)
	s.kill()
	a.notReady(promised)
	s.start()
	a.ready(promised)
	b.ready(promised)

	cluster := startTLS(t, ca, "--cluster-enabled", "yes", "--cluster-port", freePort(t), "--tls-cluster", "yes")
	cluster.do("cluster", "addslotsrange", 0, 16383)
	eventually(t, promised, "the cluster is ok", func() bool { return strings.Contains(cluster.do("cluster", "info").(string), "cluster_state:ok") })
	encrypted := clusterConfig(cluster)
	encrypted.TLS = c.TLS
	works(t, encrypted)

	c.TLS = &tls.Config{RootCAs: newAuthority(t).pool}
	has(t, says(t, c), "level=ERROR", "REDIS_TLS_CA_FILE")
	c.TLS = &tls.Config{RootCAs: ca.pool}
	c.Addr = strings.Replace(c.Addr, "127.0.0.1", "localhost", 1)
	has(t, says(t, c), "level=ERROR", "another name", "REDIS_HOST")
	c = s.config()
	has(t, says(t, c), "level=ERROR", "REDIS_TLS=true")
	plain := startRedis(t).config()
	plain.TLS = &tls.Config{RootCAs: ca.pool}
	has(t, says(t, plain), "level=ERROR", "does not speak TLS", "REDIS_TLS")
}
