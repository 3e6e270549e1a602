package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSettingsThatAreHardlyMeantWarn(t *testing.T) {
	const origins = "ALLOW_REQUEST_DOMAINS=a.example"
	tests := []struct {
		name    string
		environ []string
		want    []string
	}{
		{"nothing", []string{goodKey, origins}, nil},
		{"any origin", []string{goodKey}, []string{
			"ALLOW_REQUEST_DOMAINS is not set: pages of any origin may connect. Set the hostnames that may, for example: foo.com, bar.me",
		}},
		{"everyone a proxy", []string{goodKey, origins, "TRUSTED_PROXIES=10.0.0.1,0.0.0.0/0"}, []string{
			"TRUSTED_PROXIES has 0.0.0.0/0: any client can choose the address that log lines show for it. List only the addresses that proxies connect from.",
		}},
		{"short key", []string{"HTTP_API_KEY=0123456789abcdef,short", origins}, []string{
			"HTTP_API_KEY has a key of 5 bytes, which can be guessed: use at least 16. Make one with: openssl rand -hex 32",
		}},
		{"more clients than descriptors", []string{goodKey, origins, "MAX_CLIENTS=1000"}, []string{
			"MAX_CLIENTS is 1000, but the descriptor limit of 1000 leaves room for 936. Raise the limit (ulimit -n) or lower MAX_CLIENTS.",
		}},
		{"redis without host", []string{goodKey, origins, "REDIS_DB=1"}, []string{
			"REDIS_DB is set but REDIS_HOST is not: the log is in memory and this node stands alone.",
		}},
		{"slip", []string{goodKey, origins, "REDIS_HOTS=a", "REDIS_POTR=", "PING_INTERVALL=1s"}, []string{
			"PING_INTERVALL is not a setting and was ignored. Did you mean PING_INTERVAL?",
			"REDIS_HOTS is not a setting and was ignored. Did you mean REDIS_HOST?",
		}},
		{"what others call it", []string{goodKey, origins, "REDIS_HOST=a", "REDIS_PASSWORD=secret", "REDIS_USER=u", "REDIS_CA_FILE=/ca.pem"}, []string{
			"REDIS_CA_FILE is not a setting and was ignored. Did you mean REDIS_TLS_CA_FILE?",
			"REDIS_PASSWORD is not a setting and was ignored. Did you mean REDIS_AUTH_PASSWORD?",
			"REDIS_USER is not a setting and was ignored. Did you mean REDIS_USERNAME?",
		}},
		{"a URL", []string{goodKey, origins, "REDIS_URL=rediss://u:secret@a/3"}, []string{
			"REDIS_URL is not a setting and was ignored. Set what the URL holds: REDIS_HOST, REDIS_PORT, REDIS_USERNAME, REDIS_AUTH_PASSWORD and REDIS_DB, and REDIS_TLS=true for rediss.",
		}},
		{"unknown of redis", []string{goodKey, origins, "REDIS_SOMETHING_ELSE=a"}, []string{
			"REDIS_SOMETHING_ELSE is not a setting and was ignored. List the settings with: socketchat serve --help",
		}},
		{"honest neighbours", []string{
			goodKey, origins, "HOME=/", "POST=1", "HOSTNAME=a", "NODE_ENV=b", "LOGNAME=c", "PORTS=1",
			"REDIS_SERVICE_HOST=d", "REDIS_PORT_6379_TCP=e", "=C:=C:\\",
		}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := load(tt.environ, scopeAll, 1000)
			if len(l.problems) > 0 {
				t.Fatalf("problems %q", l.problems)
			}
			if diff := cmp.Diff(tt.want, l.warnings); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSlipIsNamedBesideWhatItLeavesUnset(t *testing.T) {
	l := load([]string{"HTTP_API_KEYS=0123456789abcdef"}, scopeAll, 1000)
	if len(l.problems) != 1 || len(l.warnings) != 1 {
		t.Errorf("problems %q, warnings %q", l.problems, l.warnings)
	}
}

func TestSynonymsNameSettings(t *testing.T) {
	for name, ours := range synonyms {
		if known(name) || !known(ours) {
			t.Errorf("%s: %s", name, ours)
		}
	}
}

func TestDistanceCountsEdits(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"a", "", 1}, {"abc", "abc", 0}, {"acb", "abc", 1}, {"abc", "axc", 1}, {"abcd", "bcde", 2}} {
		if got := distance(tt.a, tt.b); got != tt.want {
			t.Errorf("distance(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}
