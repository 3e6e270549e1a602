package webhook

import (
	"errors"
	"net"
	"net/url"
	"strings"
)

// maxURL is the longest URL in bytes, so that a full queue has a bound in memory too.
const maxURL = 2 << 10

var errTarget = errors.New("not an absolute http or https URL of at most 2048 bytes")

// parseTarget returns a webhook's URL and the key of its host, "name:port": what shares a bound, and
// all of a URL that is ever logged.
func parseTarget(text string) (*url.URL, string, error) {
	if len(text) > maxURL {
		return nil, "", errTarget
	}
	u, err := url.Parse(text)
	if err != nil {
		return nil, "", errTarget // the cause would quote the URL
	}
	port := u.Port()
	switch {
	case u.Hostname() == "", u.Scheme != "http" && u.Scheme != "https":
		return nil, "", errTarget
	case port == "" && u.Scheme == "https":
		port = "443"
	case port == "":
		port = "80"
	}
	name := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	return u, net.JoinHostPort(name, port), nil
}
