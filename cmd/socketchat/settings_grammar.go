package main

import (
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// oneOf returns a grammar of a few words.
func oneOf(words ...string) func(string) bool {
	return func(s string) bool { return slices.Contains(words, s) }
}

// only reports whether s consists of ASCII letters, digits and the characters of extra.
func only(s, extra string) bool {
	for i := range len(s) {
		c := s[i]
		alphanumeric := c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !alphanumeric && strings.IndexByte(extra, c) < 0 {
			return false
		}
	}
	return true
}

// validHost takes a hostname or an IP address, the latter without brackets.
func validHost(s string) bool {
	if _, err := netip.ParseAddr(s); err == nil {
		return true
	}
	return len(s) <= 253 && only(s, "-._")
}

// booleans are the words for yes and no.
var booleans = []string{"true", "false", "1", "0"}

// validRedisHost takes a path too, with or without unix: before it.
func validRedisHost(s string) bool {
	return validHost(s) || strings.HasPrefix(strings.TrimPrefix(s, "unix:"), "/")
}

// validAddrs takes one host:port or several, comma-separated.
func validAddrs(s string) bool {
	for _, addr := range splitAddrs(s) {
		host, _, _ := net.SplitHostPort(addr)
		if host == "" || !validAdminAddr(addr) {
			return false
		}
	}
	return true
}

func splitAddrs(s string) []string {
	if s == "" {
		return nil
	}
	addrs := strings.Split(s, ",")
	for i := range addrs {
		addrs[i] = strings.TrimSpace(addrs[i])
	}
	return addrs
}

// validPrefix refuses braces, as the prefix stands in a hash tag.
func validPrefix(s string) bool {
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c > '~' || c == '{' || c == '}' {
			return false
		}
	}
	return len(s) <= 100
}

// validSocketPath refuses what the other routes begin with.
func validSocketPath(s string) bool {
	if !strings.HasPrefix(s, "/") || !only(s, "-_.~/") || len(s) > 200 || strings.Contains(s, "//") {
		return false
	}
	first, _, _ := strings.Cut(s[1:], "/")
	return !slices.Contains([]string{"", ".", "..", "api", "healthz", "readyz", "metrics"}, first)
}

// validNodeTag refuses the dash, which ends the tag in a session id.
func validNodeTag(s string) bool {
	return len(s) <= 32 && only(s, "_")
}

func validAdminAddr(s string) bool {
	host, port, err := net.SplitHostPort(s)
	if err != nil || host != "" && !validHost(host) {
		return false
	}
	n, err := strconv.ParseUint(port, 10, 16)
	return err == nil && n > 0
}
