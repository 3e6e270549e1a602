// Package forwarded tells the address of a client behind proxies, as the field X-Forwarded-For has
// it. Anyone can send that field, so that only what trusted proxies wrote into it counts.
package forwarded

import (
	"fmt"
	"net/netip"
	"strings"
)

// Proxies are the networks whose X-Forwarded-For is believed, or none. Immutable; any goroutine may
// use it.
type Proxies struct {
	networks []netip.Prefix // masked; IPv4-mapped ones as IPv4
}

// ParseProxies reads a comma-separated list of addresses and networks, blanks trimmed. A blank list
// trusts nobody. The error names the first element that is neither, and what to write.
func ParseProxies(list string) (Proxies, error) {
	var p Proxies
	if strings.TrimSpace(list) == "" {
		return p, nil
	}
	for entry := range strings.SplitSeq(list, ",") {
		entry = strings.TrimSpace(entry)
		if entry == "" {
			continue
		}
		network, ok := parseNetwork(entry)
		if !ok {
			return Proxies{}, fmt.Errorf("%q is not an address or a network. %s", entry, hint(entry))
		}
		p.networks = append(p.networks, network)
	}
	if p.networks == nil {
		return Proxies{}, fmt.Errorf("%q holds no address. List the proxies, separated by commas, or unset it to trust none", list)
	}
	return p, nil
}

// parseNetwork reads an address as the network of one. Bits after a network's length are dropped.
func parseNetwork(s string) (netip.Prefix, bool) {
	if addr, err := netip.ParseAddr(s); err == nil {
		addr = plain(addr)
		return netip.PrefixFrom(addr, addr.BitLen()), true
	}
	network, err := netip.ParsePrefix(s)
	if err != nil {
		return netip.Prefix{}, false
	}
	if addr, bits := network.Addr(), network.Bits(); addr.Is4In6() {
		network = netip.PrefixFrom(addr.Unmap(), bits-96)
	}
	return network.Masked(), network.IsValid()
}

func hint(entry string) string {
	if addr, ok := parseHop([]byte(entry)); ok {
		return fmt.Sprintf("Write %s: a proxy's port does not matter", addr)
	}
	return "List addresses like 10.0.0.1 and networks like 10.0.0.0/8, separated by commas; names are not looked up"
}

// None reports whether nobody is trusted.
func (p Proxies) None() bool { return len(p.networks) == 0 }

// Everyone returns the first network that holds all addresses of a family, if there is one.
func (p Proxies) Everyone() (network netip.Prefix, ok bool) {
	for _, n := range p.networks {
		if n.Bits() == 0 {
			return n, true
		}
	}
	return netip.Prefix{}, false
}

// trusts reports whether addr, which is plain, is a proxy's.
func (p Proxies) trusts(addr netip.Addr) bool {
	for _, n := range p.networks {
		if n.Contains(addr) {
			return true
		}
	}
	return false
}

// plain returns an IPv4-mapped address as IPv4, and drops the zone: it says something on one machine
// only, and may be any text.
func plain(addr netip.Addr) netip.Addr { return addr.Unmap().WithZone("") }
