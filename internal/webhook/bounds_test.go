package webhook

import (
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestTheQueueIsBoundedForEachHostAndForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := start(t, Any, trip(hang))
		before := runtime.NumGoroutine()
		for range maxWaitingHost + 10 {
			s.Disconnected("http://a.example/")
		}
		if st := s.Stats(); st.Waiting != maxWaitingHost || st.Dropped["host_full"] != 10 {
			t.Fatalf("%+v", st)
		}
		for i := range maxWaiting - maxWaitingHost + 10 {
			s.Disconnected("http://b" + strconv.Itoa(i%100) + ".example/")
		}
		if st := s.Stats(); st.Waiting != maxWaiting || st.Dropped["queue_full"] != 10 || st.Queued != maxWaiting {
			t.Fatalf("%+v", st)
		}
		synctest.Wait()
		if n := runtime.NumGoroutine() - before; n > 2*laneSlots {
			t.Errorf("%d goroutines for %d webhooks", n, maxWaiting)
		}
		s.stopNow()
		if st := s.Stats(); st.Waiting != 0 || st.Dropped["shutdown"] != maxWaiting {
			t.Errorf("%+v", st)
		}
	})
}

func TestTenThousandAtOnceArrive(t *testing.T) {
	const n = 10_000
	r := listen(t, ok)
	s, _ := start(t, Any, nil)
	began := time.Now()
	for range n {
		s.Disconnected(r.URL)
	}
	queued := time.Since(began)
	st := settled(t, s)
	ids := map[string]bool{}
	for _, p := range r.all() {
		ids[p.header.Get("webhook-id")] = true
	}
	if st.Sent != n || st.Retries != 0 || len(ids) != n {
		t.Errorf("%d ids, %+v", len(ids), st)
	}
	t.Logf("queued in %v, sent in %v", queued, time.Since(began))
}

func TestFewHostsAreRememberedThatHaveNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := start(t, Any, newCrowd())
		for i := range 3 * keptHosts {
			s.Disconnected("http://g" + strconv.Itoa(i) + ".example/")
		}
		synctest.Wait()
		s.mu.Lock()
		defer s.mu.Unlock()
		if len(s.hosts) > keptHosts || s.counters.sent != 3*keptHosts {
			t.Errorf("%d hosts, %d sent", len(s.hosts), s.counters.sent)
		}
	})
}

func TestURLsThatCannotBeCalledFail(t *testing.T) {
	urls := []string{
		"", "x", "/hook", "ftp://a.example/", "http://", "http:///x", "https://?x", "http:a.example", "javascript:alert(1)",
		"http://a.example:port/", "http://[::1/", "http://a\x00b/", "http://%zz/", `{"href":"http://a.example/"}`, `["http://a.example/"]`, "1", "true",
		"http://a.example/" + strings.Repeat("x", maxURL),
	}
	s, log := start(t, Any, trip(func(r *http.Request) (*http.Response, error) {
		t.Errorf("called %v", r.URL)
		return response(200), nil
	}))
	for _, u := range urls {
		s.Disconnected(u)
	}
	if st := s.Stats(); st.Failed["invalid_url"] != uint64(len(urls)) || st.Queued != 0 || st.Waiting != 0 {
		t.Errorf("%+v", st)
	}
	s.stopNow()
	if n := strings.Count(log.String(), "\n"); n != 1 {
		t.Errorf("%d lines: %s", n, log)
	}
}

func TestSpellingsOfAHostShareItsBounds(t *testing.T) {
	for text, want := range map[string]string{
		"http://a.example/x":            "a.example:80",
		"HTTP://A.Example.:80":          "a.example:80",
		"https://user:pw@a.example/?q#": "a.example:443",
		"http://[::1]:3000/":            "[::1]:3000",
	} {
		if _, got, err := parseTarget(text); got != want || err != nil {
			t.Errorf("%s: %s, %v; want %s", text, got, err, want)
		}
	}
}
