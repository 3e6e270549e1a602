package auth

import (
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

const testKey = "0123456789abcdef"

var testNow = time.Unix(1700000000, 0)

// seal signs any bytes as a backend would.
func seal(payload, key string) string {
	sum := md5.Sum([]byte(payload + key))
	return base64.StdEncoding.EncodeToString([]byte(payload + hex.EncodeToString(sum[:])))
}

func TestVerifyTakesEveryBase64(t *testing.T) {
	token := mustKeys(t, testKey).Sign("????>>>>~~~", 1700000060, []byte(`"ÿþ¿ïÿÿ"`))
	if !strings.ContainsAny(token, "+/") {
		t.Fatal("the token shows nothing")
	}
	urlSafe := strings.NewReplacer("+", "-", "/", "_").Replace(token)
	for _, tt := range []struct{ name, token string }{
		{"standard", token},
		{"unpadded", strings.TrimRight(token, "=")},
		{"URL-safe", urlSafe},
		{"URL-safe and unpadded", strings.TrimRight(urlSafe, "=")},
		{"in lines", token[:60] + "\n" + token[60:] + "\n"},
		{"in a line, padded", strings.TrimRight(token, "=") + "==\r\n"},
		{"in lines with carriage returns", token[:76] + "\r\n" + token[76:] + "\r\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := tt.token
			got, err := mustKeys(t, testKey).Verify([]byte(tt.token), testNow)
			if err != nil || got.Channel != "????>>>>~~~" || before != tt.token {
				t.Errorf("got %q, %v", got.Channel, err)
			}
		})
	}
}

func TestVerifyComparesTimestampsAsNumbers(t *testing.T) {
	half := time.Unix(1700000000, 500_000_000)
	for _, tt := range []struct {
		name, timestamp string
		now             time.Time
		code            string
		want            int64
	}{
		{"after now", `1700000001`, testNow, "", 1700000001},
		{"now", `1700000000`, testNow, "expired_token", 0},
		{"before now", `1699999999`, testNow, "expired_token", 0},
		{"exponent", `1.700000001e9`, testNow, "", 1700000001},
		{"exponent, expired", `1.7e9`, testNow, "expired_token", 0},
		{"fraction", `1700000000.123`, testNow, "", 1700000000},
		{"fraction after half a second", `1700000000.501`, half, "", 1700000000},
		{"fraction before half a second", `1700000000.499`, half, "expired_token", 0},
		{"whole second after half a second", `1700000000`, half, "expired_token", 0},
		{"zero", `0`, testNow, "expired_token", 0},
		{"negative", `-1`, testNow, "expired_token", 0},
		{"hugely negative", `-1e300`, testNow, "expired_token", 0},
		{"hugely positive", `1e300`, testNow, "", 1 << 53},
		{"infinite", `1e999`, testNow, "invalid_token", 0},
		{"a string", `"1700000060"`, testNow, "invalid_token", 0},
		{"null", `null`, testNow, "invalid_token", 0},
		{"true", `true`, testNow, "invalid_token", 0},
		{"an array", `[1700000060]`, testNow, "invalid_token", 0},
		{"twice, the last is good", `1,"timestamp":1700000060`, testNow, "", 1700000060},
		{"twice, the last is old", `1700000060,"timestamp":1`, testNow, "expired_token", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := mustKeys(t, testKey).Verify([]byte(seal(`{"channel":"a","timestamp":`+tt.timestamp+`}`, testKey)), tt.now)
			if Code(err) != tt.code || got.Timestamp != tt.want {
				t.Errorf("got %d, %q, %v; want %d, %q", got.Timestamp, Code(err), err, tt.want, tt.code)
			}
		})
	}
}

func TestVerifyRefusesWithACodeAndASentence(t *testing.T) {
	good := mustKeys(t, testKey).Sign("a", 1700000060, nil)
	flipped := "A" + good[1:]
	for _, tt := range []struct{ name, token, code, message string }{
		{"empty", "", "invalid_token", "is empty"},
		{"too long", strings.Repeat("A", MaxToken+1), "invalid_token", "has 8193 bytes; the limit is 8192"},
		{"not base64", "a b!", "invalid_token", "not base64"},
		{"padding inside", good[:8] + "=" + good[8:], "invalid_token", "not base64"},
		{"cut to one character", "A", "invalid_token", "not base64"},
		{"only padding", "====", "invalid_token", "too short"},
		{"only a signature", seal("", testKey), "invalid_token", "too short"},
		{"one byte changed", flipped, "invalid_token", "signature"},
		{"another key", seal(`{"channel":"a","timestamp":1700000060}`, "another"), "invalid_token", "signature"},
		{"upper-case signature", base64.StdEncoding.EncodeToString([]byte(`{}` + strings.Repeat("A", hexSum))), "invalid_token", "signature"},
		{"not JSON", seal(`{"channel":"a",}`, testKey), "invalid_token", "not JSON"},
		{"not UTF-8", seal("{\"channel\":\"\xff\",\"timestamp\":1700000060}", testKey), "invalid_token", "not JSON"},
		{"too deep", seal(strings.Repeat("[", 200)+strings.Repeat("]", 200), testKey), "invalid_token", "at most 128 levels"},
		{"an array", seal(`["a"]`, testKey), "invalid_token", "not a JSON object"},
		{"null", seal(`null`, testKey), "invalid_token", "not a JSON object"},
		{"no timestamp", seal(`{"channel":"a"}`, testKey), "invalid_token", "has no timestamp"},
		{"no channel", seal(`{"timestamp":1700000060}`, testKey), "invalid_channel", "has no channel"},
		{"a number as channel", seal(`{"channel":42,"timestamp":1700000060}`, testKey), "invalid_channel", "not a string"},
		{"null as channel", seal(`{"channel":null,"timestamp":1700000060}`, testKey), "invalid_channel", "not a string"},
		{"an empty channel", seal(`{"channel":"","timestamp":1700000060}`, testKey), "invalid_channel", "channel is empty"},
		{"a control character in it", seal(`{"channel":"a\u0000","timestamp":1700000060}`, testKey), "invalid_channel", "U+0000"},
		{"a long channel", seal(`{"channel":"`+strings.Repeat("é", 101)+`","timestamp":1700000060}`, testKey), "invalid_channel", "has 202 bytes; the limit is 200"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := mustKeys(t, testKey).Verify([]byte(tt.token), testNow)
			if err == nil || Code(err) != tt.code || !strings.Contains(err.Error(), tt.message) {
				t.Errorf("got %q: %v; want %q: …%s…", Code(err), err, tt.code, tt.message)
			}
		})
	}
}

func TestVerifyTriesEveryKey(t *testing.T) {
	k := mustKeys(t, "first-key,second-key,third-key-that-is-longer-than-the-others")
	for _, key := range []string{"first-key", "second-key", "third-key-that-is-longer-than-the-others"} {
		token := []byte(mustKeys(t, key).Sign("a", 1700000060, nil))
		if got, err := k.Verify(token, testNow); err != nil || got.Channel != "a" {
			t.Errorf("%s: %v", key, err)
		}
	}
}

func TestVerifyLeavesTheTokenAloneAndNoKeyBehind(t *testing.T) {
	token := []byte(mustKeys(t, testKey).Sign("a", 1700000060, []byte(`1`)))
	before := string(token)
	got, err := mustKeys(t, testKey).Verify(token, testNow)
	if err != nil || string(token) != before {
		t.Fatalf("the token changed, or %v", err)
	}
	if cap(got.JSON) != len(got.JSON) {
		t.Errorf("JSON can be appended over")
	}
	json, sum, err := mustKeys(t, testKey).decode(token)
	if err != nil || mustKeys(t, testKey).signer(json, sum) != 0 {
		t.Fatal(err)
	}
	if strings.Contains(string(json[:cap(json)]), testKey) {
		t.Error("the key stays behind the JSON")
	}
}

func TestExpiredErrorTellsHowLateAndTheClock(t *testing.T) {
	now := time.Date(2025, 3, 4, 9, 23, 12, 0, time.UTC)
	_, err := mustKeys(t, testKey).Verify([]byte(mustKeys(t, testKey).Sign("orders.42", now.Unix()-192, nil)), now)
	const want = `The token for "orders.42" expired 192 s ago. Fetch a fresh one in the connect handler; if it was just made, the clocks differ: server 09:23:12 UTC.`
	var expired *ExpiredError
	if !errors.As(err, &expired) || err.Error() != want || expired.Channel != "orders.42" || !expired.Now.Equal(now) {
		t.Errorf("got %v", err)
	}
	for _, late := range []time.Duration{0, 999 * time.Millisecond} {
		_, err = mustKeys(t, testKey).Verify([]byte(mustKeys(t, testKey).Sign("a", now.Unix(), nil)), now.Add(late))
		if Code(err) != "expired_token" || !strings.Contains(err.Error(), `The token for "a" expired just now. Fetch`) {
			t.Errorf("%v late: got %v", late, err)
		}
	}
	_, err = mustKeys(t, testKey).Verify([]byte(mustKeys(t, testKey).Sign("a", 60, nil)), now)
	if Code(err) != "expired_token" || !strings.Contains(err.Error(), "its timestamp is 60 and must be the unix second") {
		t.Errorf("got %v", err)
	}
}

func TestCodeOfNilIsEmpty(t *testing.T) {
	if Code(nil) != "" || Code(CheckChannel("")) != "invalid_channel" || Code(errors.New("x")) != "invalid_token" {
		t.Error("wrong code")
	}
}

// FuzzToken takes its input as a token, and again as what a backend signed.
func FuzzToken(f *testing.F) {
	k := mustKeys(f, "another-key,"+testKey)
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := k.Verify(b, testNow); err != nil {
			checkRefusal(t, err)
		}
		k.Explain(string(b), testNow)

		token := seal(string(b), testKey)
		got, err := k.Verify([]byte(token), testNow)
		if err != nil {
			checkRefusal(t, err)
		}
		if len(token) <= MaxToken && (err == nil) != acceptable(b) {
			t.Fatalf("%q: %v", b, err)
		}
		if good := allOK(k.Explain(token, testNow)); good != (err == nil) {
			t.Fatalf("Explain says %v, Verify %v", good, err)
		}
		if err == nil {
			again := k.Sign(got.Channel, got.Timestamp+1, got.Data)
			if back, err := k.Verify([]byte(again), testNow); len(again) <= MaxToken && (err != nil || back.Channel != got.Channel || string(back.Data) != string(got.Data)) {
				t.Fatalf("signed again: %v, %v", back, err)
			}
		}
	})
}

func checkRefusal(t *testing.T, err error) {
	t.Helper()
	switch Code(err) {
	case "invalid_token", "expired_token", "invalid_channel":
	default:
		t.Fatalf("code %q", Code(err))
	}
	if !utf8.ValidString(err.Error()) || strings.Contains(err.Error(), testKey) {
		t.Fatalf("message %q", err)
	}
}

// acceptable is what Verify should say of a signed payload, by encoding/json.
func acceptable(b []byte) bool {
	var members map[string]json.RawMessage
	if !utf8.Valid(b) || json.Unmarshal(b, &members) != nil || nesting(b) > 128 {
		return false
	}
	var channel *string
	var timestamp *float64
	if json.Unmarshal(members["channel"], &channel) != nil || channel == nil || CheckChannel(*channel) != nil {
		return false
	}
	if json.Unmarshal(members["timestamp"], &timestamp) != nil || timestamp == nil || math.IsInf(*timestamp, 0) {
		return false
	}
	return *timestamp > 1700000000
}

func nesting(b []byte) (deepest int) {
	d, level := json.NewDecoder(strings.NewReader(string(b))), 0
	for {
		token, err := d.Token()
		if err != nil {
			return deepest
		}
		switch token {
		case json.Delim('['), json.Delim('{'):
			level++
			deepest = max(deepest, level)
		case json.Delim(']'), json.Delim('}'):
			level--
		}
	}
}

func allOK(checks []Check) bool {
	for _, c := range checks {
		if !c.OK {
			return false
		}
	}
	return true
}

func BenchmarkVerify(b *testing.B) {
	k := mustKeys(b, testKey)
	token := []byte(k.Sign("orders.42", 1700000060, []byte(`{"user_id":7}`)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := k.Verify(token, testNow); err != nil {
			b.Fatal(err)
		}
	}
}
