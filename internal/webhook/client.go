package webhook

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// refusedError says that WEBHOOK_ALLOW does not let a webhook go to an address.
type refusedError struct {
	addr   netip.Addr
	policy Policy
}

func (e *refusedError) Error() string {
	return fmt.Sprintf("WEBHOOK_ALLOW is %s, which refuses %s", e.policy, e.addr)
}

// newTransport returns a transport that asks policy before each connection, and nobody for a proxy.
// It keeps at most idle connections open that have nothing to do.
func newTransport(policy Policy, idle int) *http.Transport {
	dialer := &net.Dialer{
		Control: func(_, address string, _ syscall.RawConn) error {
			to, err := netip.ParseAddrPort(address)
			if err != nil {
				return fmt.Errorf("webhook: dial: %w", err)
			}
			if !policy.Allows(to.Addr()) {
				return &refusedError{inner(to.Addr()), policy}
			}
			return nil
		},
	}
	return &http.Transport{
		Proxy:                  nil,
		DialContext:            dialer.DialContext,
		DisableCompression:     true,
		MaxIdleConns:           idle,
		MaxIdleConnsPerHost:    hostSlots,
		IdleConnTimeout:        30 * time.Second,
		MaxResponseHeaderBytes: 16 << 10,
	}
}

// newClient returns a client that follows no redirect: where a webhook goes is signed.
func newClient(transport http.RoundTripper) *http.Client {
	return &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
