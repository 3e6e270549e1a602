package auth

import (
	"crypto/hmac"
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
)

func explain(t *testing.T, token string) string {
	t.Helper()
	var out strings.Builder
	for _, c := range mustKeys(t, "first-of-two-keys,"+testKey).Explain(token, testNow) {
		fmt.Fprintf(&out, "%v %s: %s\n", c.OK, c.Name, c.Detail)
	}
	return out.String()
}

func TestExplainGoesThroughAGoodToken(t *testing.T) {
	got := explain(t, mustKeys(t, testKey).Sign("orders.42", 1700000060, []byte(`{"user_id":7}`)))
	const want = `true base64: 132 bytes, of which 67 are signed.
true signature: Signed with key 2 of 2.
true json: {"channel":"orders.42","timestamp":1700000060,"data":{"user_id":7}}
true channel: "orders.42".
true timestamp: Valid for another 60 s, until 2023-11-14T22:14:20Z.
true data: {"user_id":7}
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestExplainNamesTheMistake(t *testing.T) {
	const payload = `{"channel":"a","timestamp":1700000060}`
	with := func(sum []byte) string {
		return base64.StdEncoding.EncodeToString([]byte(payload + string(sum)))
	}
	hexOf := func(s string) []byte {
		sum := md5.Sum([]byte(s))
		return []byte(hex.EncodeToString(sum[:]))
	}
	mac := hmac.New(md5.New, []byte(testKey))
	mac.Write([]byte(payload))
	for _, tt := range []struct{ name, token, want string }{
		{"not base64", "a b", "false base64: The token is not base64."},
		{"another key", seal(payload, "another"), "false signature: Fits none of the 2 keys"},
		{"upper-case digits", with([]byte(strings.ToUpper(string(hexOf(payload + testKey))))), "lower-case"},
		{"key first", with(hexOf(testKey + payload)), "must follow the JSON"},
		{"key with a newline", with(hexOf(payload + testKey + "\n")), "ends with a newline"},
		{"HMAC", with([]byte(hex.EncodeToString(mac.Sum(nil)))), "this is an HMAC"},
		{"another key, and it goes on", seal(payload, "another"), "true channel: \"a\"."},
		{"not JSON", seal(`{`, testKey), "false json: What was signed does not parse"},
		{"an array", seal(`[]`, testKey), "false json: What was signed is JSON, but not an object."},
		{"no channel", seal(`{"timestamp":1700000060}`, testKey), "false channel: The token has no channel."},
		{"no timestamp", seal(`{"channel":"a"}`, testKey), "false timestamp: The token has no timestamp."},
		{"expired at this moment", seal(`{"channel":"a","timestamp":1700000000}`, testKey), "false timestamp: Expired just now, at 2023-11-14T22:13:20Z"},
		{"expired", seal(`{"channel":"a","timestamp":1699999808}`, testKey), "false timestamp: Expired 192 s ago"},
		{"milliseconds", seal(`{"channel":"a","timestamp":1700000060000}`, testKey), "looks like milliseconds"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := explain(t, tt.token)
			if !strings.Contains(got, tt.want) {
				t.Errorf("got\n%swant …%s…", got, tt.want)
			}
			if strings.Contains(got, testKey) || strings.Contains(got, "first-of-two") {
				t.Errorf("a key shows in\n%s", got)
			}
		})
	}
}
