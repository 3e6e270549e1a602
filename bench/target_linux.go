package bench

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
)

// target is what is measured: one server, several that share a log, or the floor.
type target struct {
	name string // "server", "embedded" or "floor"
	endpoint
	pids     []int    // whose CPU and memory are looked at; may be none
	metrics  []string // URLs of /metrics; may be none
	children []*child // none when it ran already
}

// stop ends the target if the generator has started it.
func (t *target) stop() {
	var stopped sync.WaitGroup
	for _, c := range t.children {
		stopped.Go(c.stop)
	}
	stopped.Wait()
}

// serverTarget starts a server, or resolves the URLs of those that run already.
func serverTarget(ctx context.Context, o *Options) (*target, error) {
	if o.Redis != "" {
		return nodesTarget(ctx, o)
	}
	if len(o.URLs) == 0 {
		c, key, err := startServer(ctx, cmp.Or(o.Server, o.Executable))
		if err != nil {
			return nil, err
		}
		return c.target("server", key), nil
	}
	t := &target{name: "server", pids: o.PIDs, endpoint: endpoint{Key: o.Key, Path: o.Path}}
	for _, raw := range o.URLs {
		addr, host, err := resolve(ctx, raw)
		if err != nil {
			return nil, err
		}
		t.Addrs = append(t.Addrs, addr)
		t.Host = host
		t.metrics = append(t.metrics, strings.TrimRight(raw, "/")+"/metrics")
	}
	return t, nil
}

// embeddedTarget starts a server on the embedded log, for nodes on Redis to be held against.
func embeddedTarget(ctx context.Context, o *Options) (*target, error) {
	c, key, err := startServer(ctx, cmp.Or(o.Server, o.Executable))
	if err != nil {
		return nil, err
	}
	return c.target(embedded, key), nil
}

func floorTarget(ctx context.Context, o *Options) (*target, error) {
	c, err := startFloor(ctx, o.Executable)
	if err != nil {
		return nil, err
	}
	return c.target("floor", "none"), nil
}

func (c *child) target(name, key string) *target {
	addr := netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), uint16(c.port))
	t := &target{
		name: name, children: []*child{c}, pids: []int{c.cmd.Process.Pid},
		endpoint: endpoint{Addrs: []netip.AddrPort{addr}, Host: addr.String(), Path: "/socket.io/", Key: key},
	}
	if name != "floor" {
		t.metrics = []string{fmt.Sprintf("http://%s/metrics", admin(addr.String()))}
	}
	return t
}

// admin returns where a child serves /metrics: ADMIN_ADDR, which it inherits, takes it from its port.
func admin(port string) string {
	host, p, err := net.SplitHostPort(os.Getenv("ADMIN_ADDR"))
	if err != nil {
		return port
	}
	if host == "" {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, p)
}

// resolve reads a URL such as http://10.0.0.7:3000.
func resolve(ctx context.Context, raw string) (addr netip.AddrPort, host string, err error) {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" {
		return addr, "", usagef("--url: %q is not a URL. Write it as http://HOST:PORT.", raw)
	}
	if u.Scheme != "http" {
		return addr, "", usagef("--url: the generator speaks plain http, not %s. Aim it at the server behind the proxy: http://HOST:PORT.", u.Scheme)
	}
	port := 80
	if p := u.Port(); p != "" {
		if port, err = strconv.Atoi(p); err != nil || port < 1 || port > 65535 {
			return addr, "", usagef("--url: %q is not a port.", p)
		}
	}
	ips, err := net.DefaultResolver.LookupNetIP(ctx, "ip", u.Hostname())
	if err != nil || len(ips) == 0 {
		return addr, "", fmt.Errorf("--url: no such host %q", u.Hostname())
	}
	ip := ips[0]
	for _, other := range ips { // a server may listen on IPv4 only, never on IPv6 only
		if other.Unmap().Is4() {
			ip = other
			break
		}
	}
	return netip.AddrPortFrom(ip.Unmap(), uint16(port)), u.Host, nil
}
