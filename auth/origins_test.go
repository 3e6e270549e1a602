package auth

import (
	"strings"
	"testing"
)

func TestOriginsAllowExactHostsOfAnySchemeAndPort(t *testing.T) {
	o, err := ParseOrigins(" example.com , App.Example.org,127.0.0.1,[::1],localhost, xn--mnchen-3ya.de")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		origin string
		want   bool
	}{
		{"", true},
		{"https://example.com", true},
		{"http://example.com:8080", true},
		{"capacitor://localhost", true},
		{"HTTPS://EXAMPLE.com", true},
		{"https://app.example.org", true},
		{"http://127.0.0.1:3000", true},
		{"http://[::1]:3000", true},
		{"https://xn--mnchen-3ya.de", true},
		{"null", false},
		{"https://www.example.com", false},
		{"https://example.com.evil.test", false},
		{"https://evil-example.com", false},
		{"https://example.org", false},
		{"https://example.com.", false},
		{"https://example.com@evil.test", false},
		{"https://evil.test#example.com", false},
		{"https://evil.test/example.com", false},
		{"https://example.com/", false},
		{"https://example.com:", false},
		{"https://example.com:80x", false},
		{"example.com", false},
		{"//example.com", false},
		{"://example.com", false},
		{"https://", false},
		{"https://[::1", false},
		{"https://[::1]x", false},
		{"https://[example.com]", false},
		{"http\u212a://example.com\u212a", false},
		{"https://e\u212aample.com", false},
	} {
		if got := o.Allows([]byte(tt.origin)); got != tt.want {
			t.Errorf("Allows(%q) = %v", tt.origin, got)
		}
	}
}

func TestBlankOriginsAllowAny(t *testing.T) {
	for _, list := range []string{"", "  "} {
		o, err := ParseOrigins(list)
		if err != nil || !o.Any() || !o.Allows([]byte("https://a.test")) || !o.Allows([]byte("null")) || !o.Allows(nil) {
			t.Errorf("ParseOrigins(%q): %v", list, err)
		}
	}
	if o, _ := ParseOrigins("a.test"); o.Any() {
		t.Error("a list allows any")
	}
}

func TestParseOriginsSaysWhatToWrite(t *testing.T) {
	for _, tt := range []struct{ list, want string }{
		{"https://example.com", `"https://example.com" is not a hostname. Write example.com: any scheme and port of it is allowed`},
		{"a.test, https://example.com:8080", `"https://example.com:8080" is not a hostname. Write example.com: any scheme and port of it is allowed`},
		{"example.com:8080", `"example.com:8080" is not a hostname. Write example.com: any port of it is allowed`},
		{"*.example.com", `"*.example.com" is not a hostname. There are no wildcards: list each hostname, or unset it to allow any origin`},
		{"*", `"*" is not a hostname. There are no wildcards: list each hostname, or unset it to allow any origin`},
		{"null", `"null" is not a hostname. List names like app.example.com, international ones in their xn-- form`},
		{"münchen.de", `"münchen.de" is not a hostname. List names like app.example.com, international ones in their xn-- form`},
		{"a.test b.test", `"a.test b.test" is not a hostname. List names like app.example.com, international ones in their xn-- form`},
		{" , ", `" , " holds no hostname. List hostnames, separated by commas, or unset it to allow any origin`},
	} {
		if _, err := ParseOrigins(tt.list); err == nil || err.Error() != tt.want {
			t.Errorf("ParseOrigins(%q) = %v; want %s", tt.list, err, tt.want)
		}
	}
}

func TestAdviceSaysWhatWouldAllowIt(t *testing.T) {
	o, err := ParseOrigins("example.com,other.test")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, origin, want string }{
		{"a subdomain", "https://app.example.com", "origin https://app.example.com refused: ALLOW_REQUEST_DOMAINS has example.com, which does not cover subdomains. Add app.example.com."},
		{"another host", "https://Shop.test:8443", "origin https://Shop.test:8443 refused: ALLOW_REQUEST_DOMAINS does not have shop.test. Add shop.test."},
		{"a longer name", "https://notexample.com", "origin https://notexample.com refused: ALLOW_REQUEST_DOMAINS does not have notexample.com. Add notexample.com."},
		{"null", "null", "origin null refused: ALLOW_REQUEST_DOMAINS is set, and a page from a file or a sandboxed frame has no hostname. Serve it over HTTP, or unset ALLOW_REQUEST_DOMAINS to allow any origin."},
		{"junk", "a\nb", `origin "a\nb" refused: it is not a scheme and a hostname.`},
		{"long junk", strings.Repeat("x", 500), "origin " + strings.Repeat("x", 200) + " refused: it is not a scheme and a hostname."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := o.Advice(tt.origin); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestAllowsDoesNotAllocate(t *testing.T) {
	o, _ := ParseOrigins("a.test,example.com")
	origin := []byte("https://Example.com:8080")
	if n := testing.AllocsPerRun(100, func() { o.Allows(origin) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
