package webhook

import (
	"encoding/base64"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestWebhookHasTheBytesOfTheOldApp(t *testing.T) {
	r := listen(t, ok)
	s, _ := start(t, Any, nil)
	s.Disconnected(r.URL + "/hook?secret=1")
	if st := settled(t, s); st.Sent != 1 || st.Queued != 1 {
		t.Fatalf("%+v", st)
	}
	got := r.all()[0]
	if ct := got.header.Get("Content-Type"); ct != "text/plain" {
		t.Errorf("Content-Type: %s", ct)
	}
	raw, err := base64.StdEncoding.DecodeString(got.body)
	if err != nil || len(raw) < 32 {
		t.Fatalf("body %q: %v", got.body, err)
	}
	json := string(raw[:len(raw)-32])
	number := strings.TrimSuffix(strings.TrimPrefix(json, `{"data":{"event":"disconnect"},"timestamp":`), "}")
	until, err := strconv.ParseInt(number, 10, 64)
	if left := until - time.Now().Unix(); err != nil || left < 50 || left > 60 {
		t.Errorf("json %s is valid for %d s", json, left)
	}
	if want := mustKeys(t, testKey).Seal([]byte(json)); got.body != want {
		t.Errorf("body %s, want %s", got.body, want)
	}
}

func TestSignaturesAreThoseOfStandardWebhooks(t *testing.T) {
	// printf '%s' 'msg_1.1700000000.body' | openssl dgst -sha256 -hmac KEY -binary | base64
	const first, second = "v1,xftjR7NdLW3ohpbRQLuH9a6tWBKHziEQEYQ1xyDG/hc=", "v1,kGUv5hhg/bsDDRkE5v4dWpMPvtJI9QXg75RFD3K18pg="
	if got := signatures(mustKeys(t, testKey), "msg_1", "1700000000", []byte("body")); got != first {
		t.Errorf("one key: %s", got)
	}
	if got := signatures(mustKeys(t, testKey+",old-key"), "msg_1", "1700000000", []byte("body")); got != first+" "+second {
		t.Errorf("two keys: %s", got)
	}
}

func TestIDsDiffer(t *testing.T) {
	r := listen(t, ok)
	s, _ := start(t, Any, nil)
	for range 3 {
		s.Disconnected(r.URL)
	}
	settled(t, s)
	ids := map[string]bool{}
	for _, p := range r.all() {
		ids[p.header.Get("webhook-id")] = true
	}
	if len(ids) != 3 || ids[""] {
		t.Errorf("ids %v", ids)
	}
}

func TestRotatedKeysBothSign(t *testing.T) {
	r := listen(t, ok)
	s, _ := start(t, Any, nil)
	s.cfg.Keys = mustKeys(t, "new-key,old-key")
	s.Disconnected(r.URL)
	settled(t, s)
	got := r.all()[0]
	id, timestamp := got.header.Get("webhook-id"), got.header.Get("webhook-timestamp")
	var want []string
	for _, key := range []string{"new-key", "old-key"} {
		want = append(want, signatures(mustKeys(t, key), id, timestamp, []byte(got.body)))
	}
	if sent := got.header.Get("webhook-signature"); sent != strings.Join(want, " ") {
		t.Errorf("signature %s, want %s", sent, want)
	}
}

func TestHTTPSReceiversAreVerified(t *testing.T) {
	secure := httptest.NewUnstartedServer(http.HandlerFunc(ok))
	secure.Config.ErrorLog = log.New(io.Discard, "", 0) // of handshakes that fail on purpose
	secure.StartTLS()
	defer secure.Close()
	s, said := start(t, Any, nil)
	s.Disconnected(secure.URL + "/?secret=1")
	for s.Stats().Retries == 0 {
		time.Sleep(time.Millisecond) // polls a counter
	}
	s.stopNow()
	if st := s.Stats(); st.Sent != 0 || st.losses() != 1 {
		t.Errorf("a certificate of nobody was taken: %+v", st)
	}
	if strings.Contains(said.String(), "secret") {
		t.Errorf("logged: %s", said)
	}

	trusting, _ := start(t, Any, secure.Client().Transport.(*http.Transport).Clone())
	trusting.Disconnected(secure.URL)
	if st := settled(t, trusting); st.Sent != 1 {
		t.Errorf("%+v", st)
	}
}
