package forwarded

import (
	"net/netip"
	"testing"
)

func TestProxiesAreAddressesAndNetworks(t *testing.T) {
	p := proxies(t, " 10.0.0.1 , 192.168.7.9/24,, ::ffff:172.16.0.1, ::ffff:172.20.0.0/112, 2001:db8::/32, fe80::1%eth0 ")
	for _, tt := range []struct {
		addr string
		want bool
	}{
		{"10.0.0.1", true},
		{"10.0.0.2", false},
		{"192.168.7.200", true},
		{"192.168.8.1", false},
		{"172.16.0.1", true},
		{"172.16.0.2", false},
		{"172.20.255.1", true},
		{"172.21.0.1", false},
		{"2001:db8:1::1", true},
		{"2001:db9::1", false},
		{"fe80::1", true},
		{"fe80::2", false},
	} {
		if got := p.trusts(netip.MustParseAddr(tt.addr)); got != tt.want {
			t.Errorf("trusts(%s) = %v", tt.addr, got)
		}
	}
	if p.None() {
		t.Error("a list with elements is none")
	}
}

func TestBlankProxiesTrustNobody(t *testing.T) {
	for _, list := range []string{"", "  "} {
		if p := proxies(t, list); !p.None() || p.trusts(netip.MustParseAddr("127.0.0.1")) {
			t.Errorf("ParseProxies(%q) trusts somebody", list)
		}
	}
}

func TestProxiesNameWhatIsNoAddress(t *testing.T) {
	const list = "List addresses like 10.0.0.1 and networks like 10.0.0.0/8, separated by commas; names are not looked up"
	for _, tt := range []struct{ list, want string }{
		{"10.0.0.1, nginx", `"nginx" is not an address or a network. ` + list},
		{"10.0.0.0/33", `"10.0.0.0/33" is not an address or a network. ` + list},
		{"10.0.0.0/", `"10.0.0.0/" is not an address or a network. ` + list},
		{"10.*", `"10.*" is not an address or a network. ` + list},
		{"10.0.0.1 10.0.0.2", `"10.0.0.1 10.0.0.2" is not an address or a network. ` + list},
		{"::ffff:10.0.0.0/95", `"::ffff:10.0.0.0/95" is not an address or a network. ` + list},
		{"10.0.0.1:80", `"10.0.0.1:80" is not an address or a network. Write 10.0.0.1: a proxy's port does not matter`},
		{"[::1]:80", `"[::1]:80" is not an address or a network. Write ::1: a proxy's port does not matter`},
		{" ,", `" ," holds no address. List the proxies, separated by commas, or unset it to trust none`},
	} {
		if _, err := ParseProxies(tt.list); err == nil || err.Error() != tt.want {
			t.Errorf("ParseProxies(%q): %v, want %s", tt.list, err, tt.want)
		}
	}
}

func TestEveryoneIsANetworkOfAWholeFamily(t *testing.T) {
	for _, tt := range []struct{ list, want string }{
		{"10.0.0.1,10.1.2.3/0", "0.0.0.0/0"},
		{"::/0", "::/0"},
		{"::ffff:0.0.0.0/96", "0.0.0.0/0"},
		{"0.0.0.0,::,10.0.0.0/8", ""},
		{"", ""},
	} {
		network, ok := proxies(t, tt.list).Everyone()
		if ok != (tt.want != "") || ok && network.String() != tt.want {
			t.Errorf("Everyone of %q: %v, %v", tt.list, network, ok)
		}
	}
}

func proxies(t testing.TB, list string) Proxies {
	t.Helper()
	p, err := ParseProxies(list)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
