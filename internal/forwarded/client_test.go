package forwarded

import (
	"bytes"
	"iter"
	"net/netip"
	"slices"
	"strings"
	"testing"
)

func TestClientIsTheLastThatIsNoTrustedProxy(t *testing.T) {
	const trusted = "10.0.0.0/8, 127.0.0.1, 2001:db8::/32, fe80::/10"
	for _, tt := range []struct {
		name, peer string
		lines      []string
		want       string
	}{
		{"no field", "10.0.0.1:999", nil, "10.0.0.1"},
		{"a stranger's field", "203.0.113.7:999", []string{"198.51.100.1"}, "203.0.113.7"},
		{"one proxy", "10.0.0.1:999", []string{"198.51.100.1"}, "198.51.100.1"},
		{"what the client made up", "10.0.0.1:999", []string{"192.0.2.66, 198.51.100.1"}, "198.51.100.1"},
		{"a trusted address made up", "10.0.0.1:999", []string{"10.9.9.9, 198.51.100.1"}, "198.51.100.1"},
		{"a chain", "10.0.0.1:999", []string{"192.0.2.66, 198.51.100.1, 10.0.0.3,10.0.0.2"}, "198.51.100.1"},
		{"trusted all the way", "10.0.0.1:999", []string{"10.0.0.4, 10.0.0.3"}, "10.0.0.4"},
		{"several lines", "10.0.0.1:999", []string{"192.0.2.66", "198.51.100.1", "10.0.0.2"}, "198.51.100.1"},
		{"lines of a stranger first", "10.0.0.1:999", []string{"10.0.0.2", "192.0.2.66,198.51.100.1"}, "198.51.100.1"},
		{"blanks and nothing", "10.0.0.1:999", []string{" ,, 198.51.100.1\t,", " ", ", 10.0.0.2 ,, "}, "198.51.100.1"},
		{"only nothing", "10.0.0.1:999", []string{"", " , ,"}, "10.0.0.1"},
		{"a port", "10.0.0.1:999", []string{"198.51.100.1:5678"}, "198.51.100.1"},
		{"a trusted one's port", "10.0.0.1:999", []string{"198.51.100.1, 10.0.0.2:80"}, "198.51.100.1"},
		{"IPv6", "[2001:db8::1]:999", []string{"2001:db9::7"}, "2001:db9::7"},
		{"IPv6 in brackets", "[2001:db8::1]:999", []string{"[2001:db9::7], [2001:db8::2]"}, "2001:db9::7"},
		{"IPv6 and a port", "[2001:db8::1]:999", []string{"[2001:db9::7]:80"}, "2001:db9::7"},
		{"an IPv4-mapped peer", "[::ffff:10.0.0.1]:999", []string{"198.51.100.1"}, "198.51.100.1"},
		{"an IPv4-mapped hop", "127.0.0.1:999", []string{"::ffff:198.51.100.1, ::ffff:10.0.0.2"}, "198.51.100.1"},
		{"a peer with a zone", "[fe80::1%eth0]:999", []string{"198.51.100.1"}, "198.51.100.1"},
		{"a zone in the field", "10.0.0.1:999", []string{"2001:db9::7%\"\n"}, "2001:db9::7"},
		{"unknown", "10.0.0.1:999", []string{"unknown"}, "10.0.0.1"},
		{"unknown behind a proxy", "10.0.0.1:999", []string{"198.51.100.1, unknown, 10.0.0.2"}, "10.0.0.2"},
		{"words", "10.0.0.1:999", []string{"198.51.100.1, for=192.0.2.1"}, "10.0.0.1"},
		{"brackets around IPv4", "10.0.0.1:999", []string{"[198.51.100.1]"}, "10.0.0.1"},
		{"no port after the colon", "10.0.0.1:999", []string{"198.51.100.1:"}, "10.0.0.1"},
		{"leading zeros", "10.0.0.1:999", []string{"198.051.100.1"}, "10.0.0.1"},
		{"a long one", "10.0.0.1:999", []string{"fe80::1%" + strings.Repeat("a", 1<<13)}, "10.0.0.1"},
		{"a Unix socket", "@", []string{"198.51.100.1"}, "invalid IP"},
		{"no peer", "", []string{"198.51.100.1"}, "invalid IP"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := proxies(t, trusted).Client(tt.peer, values(tt.lines)); got.String() != tt.want {
				t.Errorf("the client is %v, want %s", got, tt.want)
			}
		})
	}
}

func TestClientIsThePeerWhereNobodyIsTrusted(t *testing.T) {
	for peer, want := range map[string]string{
		"127.0.0.1:999": "127.0.0.1", "[::ffff:10.0.0.1]:999": "10.0.0.1", "[::1]:999": "::1",
	} {
		if got := proxies(t, "").Client(peer, values([]string{"198.51.100.1"})); got.String() != want {
			t.Errorf("the client of %s is %v", peer, got)
		}
	}
}

func TestClientLooksAtSoManyHopsOnly(t *testing.T) {
	hops := slices.Repeat([]string{"10.0.0.2"}, maxHops)
	hops[0] = "10.0.0.3"
	field := values([]string{"198.51.100.1," + strings.Join(hops, ",")})
	if got := proxies(t, "10.0.0.0/8").Client("10.0.0.1:999", field); got.String() != "10.0.0.3" {
		t.Errorf("the client is %v", got)
	}
}

func values(lines []string) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for _, l := range lines {
			if !yield([]byte(l)) {
				return
			}
		}
	}
}

// FuzzForwardedFor holds the walk to what it is for: no client chooses the address of a log line, and
// that is one, without a zone.
func FuzzForwardedFor(f *testing.F) {
	for _, field := range []string{
		"198.51.100.1", "192.0.2.66, 198.51.100.1,10.0.0.2", "[2001:db9::7]:80", "::ffff:198.51.100.1,10.0.0.2:80",
		"unknown", " ,,\t", "fe80::1%\"\n", "a\nb\n10.0.0.2",
	} {
		f.Add([]byte(field))
	}
	trusting := proxies(f, "10.0.0.0/8, ::1")
	client := netip.MustParseAddr("198.51.100.9")
	f.Fuzz(func(t *testing.T, field []byte) {
		lines := strings.Split(string(field), "\n")
		got := trusting.Client("10.0.0.1:999", values(lines))
		if !got.IsValid() || got.Zone() != "" || got.Is4In6() {
			t.Fatalf("the client is %q", got)
		}
		joined := values([]string{string(bytes.Join(slices.Collect(values(lines)), []byte(",")))})
		if one := trusting.Client("10.0.0.1:999", joined); one != got {
			t.Fatalf("%v from several lines, %v from one", got, one)
		}
		seen := append(lines, client.String()+":5678")
		if got := trusting.Client("10.0.0.1:999", values(seen)); got != client {
			t.Fatalf("%v passes for %v", got, client)
		}
		if got := trusting.Client(client.String()+":999", values(lines)); got != client {
			t.Fatalf("%v passes for %v without a proxy", got, client)
		}
	})
}
