package main

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"os"
	"strconv"
	"strings"

	"socketchat/internal/broker"
)

// UsesRedis reports whether the log is in Redis; else it is in memory.
func (s *Settings) UsesRedis() bool { return s.RedisHost != "" || s.RedisAddrs != "" }

// redisConfig is where the log is in Redis and how much of it is kept.
func (s *Settings) redisConfig() broker.RedisConfig {
	c := broker.RedisConfig{
		Addr:           s.redisAddr(),
		SentinelMaster: s.RedisMaster,
		Cluster:        s.RedisCluster,
		Addrs:          splitAddrs(s.RedisAddrs),
		Username:       s.RedisUsername,
		Password:       s.RedisPassword,
		DB:             s.RedisDB,
		Prefix:         s.RedisPrefix,
		LogAge:         s.RedisLogAge,
		LogBytes:       int64(s.RedisLogBytes),
	}
	if s.RedisTLS {
		c.TLS = &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: s.RedisCA}
	}
	return c
}

// redisAddr is REDIS_HOST as an address: host:port, or the path of a Unix socket.
func (s *Settings) redisAddr() string {
	path := strings.TrimPrefix(s.RedisHost, "unix:")
	if s.RedisHost == "" || strings.HasPrefix(path, "/") {
		return path
	}
	return net.JoinHostPort(s.RedisHost, strconv.Itoa(s.RedisPort))
}

// crossRedis holds the settings of Redis against each other.
func (l *loaded) crossRedis() {
	socket := strings.HasPrefix(l.redisAddr(), "/")
	if l.right("REDIS_HOST", "REDIS_ADDRS", "REDIS_SENTINEL_MASTER", "REDIS_CLUSTER") {
		l.crossPlace(socket)
	}
	if l.RedisCluster && l.RedisDB != 0 && l.right("REDIS_DB") {
		l.problem("REDIS_DB: %d with REDIS_CLUSTER. A cluster has one database: unset REDIS_DB.", l.RedisDB)
	}
	if l.RedisTLS && socket && l.RedisAddrs == "" {
		l.problem("REDIS_TLS is set, but REDIS_HOST is a Unix socket, which has no TLS. Unset one of them.")
	}
	l.readCA()
}

// crossPlace holds what says where Redis is against each other.
func (l *loaded) crossPlace(socket bool) {
	switch {
	case l.RedisMaster != "" && l.RedisCluster:
		l.problem("REDIS_SENTINEL_MASTER and REDIS_CLUSTER are both set: a cluster has no Sentinels. Unset one of them.")
	case l.RedisMaster != "" && l.RedisAddrs == "":
		l.problem("REDIS_SENTINEL_MASTER is set but REDIS_ADDRS is not: name the Sentinels, host:port, comma-separated.")
	case l.RedisCluster && l.RedisAddrs == "" && (l.RedisHost == "" || socket):
		l.problem("REDIS_CLUSTER is set but no node of it is: name some in REDIS_ADDRS, host:port, comma-separated.")
	case l.RedisAddrs != "" && l.RedisMaster == "" && !l.RedisCluster:
		l.problem("REDIS_ADDRS is set, but neither REDIS_SENTINEL_MASTER nor REDIS_CLUSTER: set one of them, or name one server in REDIS_HOST.")
	}
}

// readCA reads REDIS_TLS_CA_FILE.
func (l *loaded) readCA() {
	if l.RedisCAFile == "" {
		return
	}
	if !l.RedisTLS && l.right("REDIS_TLS") {
		l.problem("REDIS_TLS_CA_FILE is set but REDIS_TLS is not: set REDIS_TLS=true, or unset it.")
	}
	text, err := os.ReadFile(l.RedisCAFile)
	if err != nil {
		l.problem("REDIS_TLS_CA_FILE: %v. It must name a file with CA certificates (PEM).", err)
		return
	}
	l.RedisCA = x509.NewCertPool()
	if !l.RedisCA.AppendCertsFromPEM(text) {
		l.problem("REDIS_TLS_CA_FILE: %q has no certificate (PEM).", l.RedisCAFile)
	}
}
