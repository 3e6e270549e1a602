package auth

import (
	"encoding/json"
	"os"
	"testing"
	"time"
)

// vector is a token that Node made; see testdata/tokens.mjs.
type vector struct {
	Name, Key, Channel, JSON, Token string
	Timestamp                       int64
	Data                            *string // what JSON.stringify wrote; absent for undefined
}

func vectors(t testing.TB) (vs []vector) {
	t.Helper()
	b, err := os.ReadFile("testdata/tokens.json")
	if err == nil {
		err = json.Unmarshal(b, &vs)
	}
	if err != nil || len(vs) == 0 {
		t.Fatalf("%d vectors, %v", len(vs), err)
	}
	return vs
}

func (v vector) data() []byte {
	if v.Data == nil {
		return nil
	}
	return []byte(*v.Data)
}

func mustKeys(t testing.TB, list string) Keys {
	t.Helper()
	k, err := ParseKeys(list)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestSignMakesTheTokenThatNodeMakes(t *testing.T) {
	for _, v := range vectors(t) {
		t.Run(v.Name, func(t *testing.T) {
			if got := mustKeys(t, v.Key).Sign(v.Channel, v.Timestamp, v.data()); got != v.Token {
				t.Errorf("Sign = %s, want %s", got, v.Token)
			}
		})
	}
}

func TestVerifyReadsTheTokenThatNodeMade(t *testing.T) {
	for _, v := range vectors(t) {
		if CheckChannel(v.Channel) != nil {
			continue
		}
		t.Run(v.Name, func(t *testing.T) {
			got, err := mustKeys(t, v.Key).Verify([]byte(v.Token), time.Unix(v.Timestamp-1, 0))
			if err != nil {
				t.Fatal(err)
			}
			if got.Channel != v.Channel || got.Timestamp != v.Timestamp || !got.HasTimestamp {
				t.Errorf("got %q until %d", got.Channel, got.Timestamp)
			}
			if string(got.JSON) != v.JSON || string(got.Data) != string(v.data()) || (got.Data == nil) != (v.Data == nil) {
				t.Errorf("got %s with data %s", got.JSON, got.Data)
			}
		})
	}
}

func TestSignUsesTheFirstKeyAndLeavesDataAlone(t *testing.T) {
	now := time.Unix(1700000000, 0)
	data := []byte(`{ "a": 1.0 }`)
	token := []byte(mustKeys(t, "new-key,old-key").Sign("a", now.Unix()+60, data))
	got, err := mustKeys(t, "new-key").Verify(token, now)
	if err != nil || string(got.Data) != string(data) {
		t.Errorf("got %s, %v", got.Data, err)
	}
	if _, err := mustKeys(t, "old-key").Verify(token, now); Code(err) != "invalid_token" {
		t.Errorf("the old key verified it: %v", err)
	}
}
