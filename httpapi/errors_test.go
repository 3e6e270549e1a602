package httpapi

import (
	"errors"
	"strings"
	"testing"

	"socketchat/protocol/http1"
)

func TestTableHasAWordAndAStatusForEachCode(t *testing.T) {
	seen := map[string]bool{}
	for c, row := range table {
		if row.name == "" || row.status < 200 || seen[row.name] {
			t.Errorf("code %d: %+v", c, row)
		}
		seen[row.name] = true
	}
}

func TestBodyTooLargeTellsSizeAndLimitAndCloses(t *testing.T) {
	const rest = " (MAX_PAYLOAD). Send an id and let the page fetch the rest, or raise MAX_PAYLOAD on every node."
	for _, tt := range []struct {
		name string
		size int64
		want string
	}{
		{"known", 12345678, "The body has 12,345,678 bytes; the limit is 1,000,000" + rest},
		{"unknown", -1, "The body has more than 1,000,000 bytes, which is the limit" + rest},
	} {
		t.Run(tt.name, func(t *testing.T) {
			res := newAPI(t, nil).BodyTooLarge(tt.size)
			if got := bodyOf(t, res); res.Status != 413 || !res.Close || got != (answer{Status: "error", Code: "payload_too_large", Message: tt.want}) {
				t.Errorf("%d %+v", res.Status, got)
			}
		})
	}
}

func TestBodyMalformedTellsWhyAndCloses(t *testing.T) {
	for _, tt := range []struct {
		name    string
		err     error
		status  int
		code    string
		message string
	}{
		{"framing", &http1.Error{Status: 400, Reason: "A chunk has no size."}, 400, "invalid_json", "The request could not be read: A chunk has no size."},
		{"trailers", &http1.Error{Status: 431, Reason: "Too long."}, 400, "invalid_json", "The request could not be read: Too long."},
		{"a huge chunk", &http1.Error{Status: 413, Reason: "Too large."}, 413, "payload_too_large", "The request could not be read: Too large."},
		{"no room", &http1.Error{Status: 503, Reason: "Too much waits."}, 503, "overloaded", "The request could not be read: Too much waits."},
		{"anything else", errors.New("secret"), 400, "invalid_json", "The request could not be read: its framing is broken."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			res := newAPI(t, nil).BodyMalformed(tt.err)
			if got := bodyOf(t, res); res.Status != tt.status || !res.Close || got != (answer{Status: "error", Code: tt.code, Message: tt.message}) {
				t.Errorf("%d %+v", res.Status, got)
			}
			if retry := strings.Contains(string(res.Headers), "Retry-After: "); retry != (tt.status == 503) {
				t.Errorf("headers %q", res.Headers)
			}
		})
	}
}

func TestGroupsSeparatesThousands(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 7: "7", 999: "999", 1000: "1,000", 65536: "65,536", 999999: "999,999", 1482113: "1,482,113", 9223372036854775807: "9,223,372,036,854,775,807"} {
		if got := groups(n); got != want {
			t.Errorf("groups(%d) = %s", n, got)
		}
	}
}
