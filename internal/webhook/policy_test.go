package webhook

import (
	"net/netip"
	"testing"
)

func TestPolicyAllowsAddresses(t *testing.T) {
	for _, c := range []struct {
		name            string
		public, private bool
		addrs           []string
	}{
		{"global", true, true, []string{
			"1.1.1.1", "93.184.216.34", "172.15.0.1", "172.32.0.1", "100.63.255.255", "100.128.0.1", "198.20.0.1",
			"2606:4700::1", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1",
		}},
		{"private", false, true, []string{
			"10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "fc00::1", "fdab::1",
			"::ffff:10.0.0.1", "64:ff9b::10.0.0.1",
		}},
		{"special", false, true, []string{"192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "2001:db8::1", "2001:10::1"}},
		{"loopback", false, false, []string{
			"127.0.0.1", "127.255.255.255", "::1", "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::127.0.0.1",
		}},
		{"unspecified", false, false, []string{"0.0.0.0", "0.1.2.3", "::", "::ffff:0.0.0.0"}},
		{"link-local", false, false, []string{"169.254.0.1", "fe80::1", "fe80::1%lo", "::ffff:169.254.0.1", "febf::1"}},
		{"metadata", false, false, []string{
			"169.254.169.254", "169.254.170.2", "168.63.129.16", "100.100.100.200", "192.0.0.192",
			"fd00:ec2::254", "fd20:ce::254", "::ffff:169.254.169.254", "64:ff9b::169.254.169.254",
		}},
		{"multicast and broadcast", false, false, []string{"224.0.0.1", "239.1.2.3", "255.255.255.255", "240.0.0.1", "ff02::1", "ff0e::1"}},
		{"hidden", false, false, []string{"2002:7f00:1::", "2001:0:1::1", "fec0::1", "64:ff9b:1::1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, text := range c.addrs {
				a := netip.MustParseAddr(text)
				if got := Public.Allows(a); got != c.public {
					t.Errorf("public allows %s: %v", text, got)
				}
				if got := Private.Allows(a); got != c.private {
					t.Errorf("private allows %s: %v", text, got)
				}
				if !Any.Allows(a) {
					t.Errorf("any refuses %s", text)
				}
			}
		})
	}
}

func TestNoPolicyButAnyAllowsTheInvalidAddress(t *testing.T) {
	if Public.Allows(netip.Addr{}) || Private.Allows(netip.Addr{}) {
		t.Error("allowed")
	}
}

func TestPolicyReadsItsWordsAndNoOthers(t *testing.T) {
	for _, want := range []Policy{Private, Public, Any} {
		var got Policy
		if err := got.UnmarshalText([]byte(want.String())); err != nil || got != want {
			t.Errorf("%v: got %v, %v", want, got, err)
		}
	}
	for _, text := range []string{"", "ANY", "all"} {
		if err := new(Policy).UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q was read", text)
		}
	}
}
