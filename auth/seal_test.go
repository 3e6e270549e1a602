package auth

import (
	"encoding/base64"
	"encoding/hex"
	"testing"
)

func TestSealIsWhatTheOldAppSent(t *testing.T) {
	const json = `{"data":{"event":"disconnect"},"timestamp":1700000060}`
	// printf '%s' "$json" "test-api-key" | md5sum
	const want = json + "18cc22ba30dd797c5521b292006a1783"
	got, err := base64.StdEncoding.DecodeString(mustKeys(t, "test-api-key,old-key").Seal([]byte(json)))
	if err != nil || string(got) != want {
		t.Errorf("Seal = %s, %v; want %s", got, err, want)
	}
}

// RFC 4231, test case 2, for the first key; the second with the same message by openssl.
func TestMACsAreOneForEachKey(t *testing.T) {
	macs := mustKeys(t, "Jefe,other-key").MACs([]byte("what do ya want for nothing?"))
	want := []string{
		"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
		"1dd9e480cec470cbd4559fa3b9b0c94fcfd3831d9b292c75087d9d5f13c128d7",
	}
	if len(macs) != len(want) {
		t.Fatalf("%d MACs", len(macs))
	}
	for i := range want {
		if got := hex.EncodeToString(macs[i]); got != want[i] {
			t.Errorf("key %d: %s", i, got)
		}
	}
}
