package webhook

import (
	"errors"
	"net/netip"
	"slices"
)

// Policy says which addresses webhooks may go to. It is asked for each address that is dialled,
// after the name was resolved, so no name can talk its way around it.
type Policy uint8

// Policies. What stays refused under Private is the machine itself, its link, what cloud providers
// answer there, and forms that hide another address.
const (
	Private Policy = iota // global and private addresses
	Public                // global addresses only
	Any                   // everything: for development
)

var policyNames = [...]string{Private: "private", Public: "public", Any: "any"}

var errPolicy = errors.New("not a policy")

// String returns the policy as WEBHOOK_ALLOW has it.
func (p Policy) String() string { return policyNames[p] }

// UnmarshalText reads "public", "private" or "any".
func (p *Policy) UnmarshalText(text []byte) error {
	i := slices.Index(policyNames[:], string(text))
	if i < 0 {
		return errPolicy
	}
	*p = Policy(i)
	return nil
}

// Allows reports whether a webhook may go to address a.
func (p Policy) Allows(a netip.Addr) bool {
	if p == Any {
		return true
	}
	a = inner(a)
	switch {
	case !a.IsValid(), within(never, a), a.Is6() && !within(reachable6, a):
		return false
	case p == Private:
		return true
	}
	return !within(notGlobal, a)
}

// nat64 is the prefix under which a translator reaches an IPv4 address (RFC 6052).
var nat64 = netip.MustParsePrefix("64:ff9b::/96")

// inner returns the address that a packet to a really goes to: without the zone, and the IPv4
// address within a mapped or translated one.
func inner(a netip.Addr) netip.Addr {
	a = a.WithZone("").Unmap()
	if nat64.Contains(a) {
		b := a.As16()
		return netip.AddrFrom4([4]byte(b[12:]))
	}
	return a
}

func within(prefixes []netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(prefixes, func(p netip.Prefix) bool { return p.Contains(a) })
}

func prefixes(list ...string) (ps []netip.Prefix) {
	for _, s := range list {
		ps = append(ps, netip.MustParsePrefix(s))
	}
	return ps
}

// Source: the IANA registries of special-purpose addresses (RFC 6890), and providers' documents for
// the metadata addresses.
var (
	// never are refused but by Any.
	never = prefixes(
		"0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", // this host, loopback, link-local
		"224.0.0.0/4", "240.0.0.0/4", // multicast, reserved with broadcast
		"168.63.129.16/32", "100.100.100.200/32", "192.0.0.192/32", // metadata: Azure, Alibaba, Oracle
		"fd00:ec2::/32", "fd20:ce::254/128", // metadata: AWS, Google
		"2001::/32", "2002::/16", // IPv4 within Teredo and 6to4
	)
	// reachable6 is what IPv6 has for unicast beyond the link: global, and unique local.
	reachable6 = prefixes("2000::/3", "fc00::/7")
	// notGlobal are refused by Public.
	notGlobal = prefixes(
		"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", // private
		"100.64.0.0/10",                  // between a provider and its customers
		"192.0.0.0/24", "192.88.99.0/24", // protocol assignments, 6to4 relays
		"192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20", // documentation
		"198.18.0.0/15", // benchmarks
		"2001::/23",     // protocol assignments
	)
)
