package auth

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// Origins are the hostnames whose pages may connect, or any. Immutable; any goroutine may use it.
type Origins struct {
	hosts []string // lower-case, IPv6 without brackets; none: any origin
}

// ParseOrigins reads a comma-separated list of hostnames, blanks trimmed. A blank list allows any
// origin. The error names the first element that is not a hostname, and what to write.
func ParseOrigins(list string) (Origins, error) {
	var o Origins
	if strings.TrimSpace(list) == "" {
		return o, nil
	}
	for entry := range strings.SplitSeq(list, ",") {
		entry = strings.TrimSpace(entry)
		if entry == "" {
			continue
		}
		host := strings.ToLower(strings.TrimSuffix(strings.TrimPrefix(entry, "["), "]"))
		if !isHost(host) {
			return Origins{}, fmt.Errorf("%q is not a hostname. %s", entry, hostHint(entry))
		}
		o.hosts = append(o.hosts, host)
	}
	if o.hosts == nil {
		return Origins{}, fmt.Errorf("%q holds no hostname. List hostnames, separated by commas, or unset it to allow any origin", list)
	}
	return o, nil
}

// isHost reports whether s, in lower case, can be the host of an Origin header: a name, an IPv4
// address, or an IPv6 address without brackets.
func isHost(s string) bool {
	if s == "" || s == "null" {
		return false
	}
	ipv6 := strings.Count(s, ":") > 1
	for _, c := range s {
		switch {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '-', c == '.', c == '_':
		case c == ':' && ipv6:
		default:
			return false
		}
	}
	return true
}

func hostHint(entry string) string {
	if host, ok := hostOf([]byte(entry)); ok && isHost(strings.ToLower(string(host))) {
		return fmt.Sprintf("Write %s: any scheme and port of it is allowed", host)
	}
	if host, _, ok := strings.Cut(entry, ":"); ok && isHost(strings.ToLower(host)) {
		return fmt.Sprintf("Write %s: any port of it is allowed", host)
	}
	if strings.Contains(entry, "*") {
		return "There are no wildcards: list each hostname, or unset it to allow any origin"
	}
	return "List names like app.example.com, international ones in their xn-- form"
}

// Any reports whether every origin is allowed.
func (o Origins) Any() bool { return len(o.hosts) == 0 }

// Allows reports whether a page of this origin, the value of an Origin header, may connect. Absent
// (empty), it may: only browsers send one, and they always do. With a list the host must be on it,
// whatever the scheme, port and case; "null" and anything malformed are refused.
func (o Origins) Allows(origin []byte) bool {
	if len(origin) == 0 || o.Any() {
		return true
	}
	host, ok := hostOf(origin)
	if !ok {
		return false
	}
	for _, h := range o.hosts {
		if equalFold(host, h) {
			return true
		}
	}
	return false
}

// hostOf returns the host of scheme "://" host [":" port], IPv6 without brackets. It aliases origin.
func hostOf(origin []byte) (host []byte, ok bool) {
	scheme, rest, ok := bytes.Cut(origin, []byte("://"))
	if !ok || len(scheme) == 0 {
		return nil, false
	}
	var port []byte
	if len(rest) > 0 && rest[0] == '[' {
		end := bytes.IndexByte(rest, ']')
		if end < 0 || bytes.IndexByte(rest[:end], ':') < 0 {
			return nil, false
		}
		host, port = rest[1:end], rest[end+1:]
	} else {
		end := bytes.IndexByte(rest, ':')
		if end < 0 {
			end = len(rest)
		}
		host, port = rest[:end], rest[end:]
	}
	return host, len(host) > 0 && isPort(port)
}

// isPort reports whether b is nothing or ":" and digits.
func isPort(b []byte) bool {
	if len(b) == 0 {
		return true
	}
	for _, c := range b[1:] {
		if c < '0' || c > '9' {
			return false
		}
	}
	return b[0] == ':' && len(b) > 1
}

// equalFold compares ASCII without case; host is as the client sent it, h is lower-case. (Unicode
// folding would let the Kelvin sign pass for a k.)
func equalFold(host []byte, h string) bool {
	if len(host) != len(h) {
		return false
	}
	for i, c := range host {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != h[i] {
			return false
		}
	}
	return true
}

// Advice is the sentence for the log about an origin that Allows refused: which, why, and what would
// allow it.
func (o Origins) Advice(origin string) string {
	const most = 200 // bytes of a header that anyone can send
	shown := origin[:min(len(origin), most)]
	if strings.ContainsFunc(shown, func(r rune) bool { return r <= ' ' || r > '~' }) {
		shown = strconv.Quote(shown)
	}
	host, ok := hostOf([]byte(origin))
	name := strings.ToLower(string(host))
	switch {
	case origin == "null":
		return "origin null refused: ALLOW_REQUEST_DOMAINS is set, and a page from a file or a sandboxed frame has no hostname. Serve it over HTTP, or unset ALLOW_REQUEST_DOMAINS to allow any origin."
	case !ok || !isHost(name) || len(origin) > most:
		return fmt.Sprintf("origin %s refused: it is not a scheme and a hostname.", shown)
	}
	for _, h := range o.hosts {
		if strings.HasSuffix(name, "."+h) {
			return fmt.Sprintf("origin %s refused: ALLOW_REQUEST_DOMAINS has %s, which does not cover subdomains. Add %s.", shown, h, name)
		}
	}
	return fmt.Sprintf("origin %s refused: ALLOW_REQUEST_DOMAINS does not have %s. Add %s.", shown, name, name)
}
