package webhook

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"socketchat/auth"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const testKey = "0123456789abcdef"

func mustKeys(t testing.TB, list string) auth.Keys {
	t.Helper()
	k, err := auth.ParseKeys(list)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// logged is what a Sender has logged.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// start returns a Sender that is stopped at the test's end; a nil transport is the real one.
func start(t testing.TB, allow Policy, transport http.RoundTripper) (*Sender, *logged) {
	t.Helper()
	log := &logged{}
	cfg := Config{Keys: mustKeys(t, testKey), Allow: allow, Log: slog.New(slog.NewTextHandler(log, nil))}
	s := New(cfg)
	if transport != nil {
		s = newSender(cfg, transport)
	}
	t.Cleanup(func() { s.stopNow() })
	return s, log
}

// stopNow ends what is under way too.
func (s *Sender) stopNow() {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	s.Stop(ctx)
}

// settled waits until nothing waits any more.
func settled(t testing.TB, s *Sender) Stats {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(time.Millisecond) { // polls a counter
		st := s.Stats()
		if st.Waiting == 0 {
			return st
		}
		if time.Now().After(deadline) {
			t.Fatalf("still waiting: %+v", st)
		}
	}
}

func (st Stats) failures() (n uint64) { return sum(st.Failed) }
func (st Stats) losses() (n uint64)   { return sum(st.Dropped) }

func sum(m map[string]uint64) (n uint64) {
	for _, v := range m {
		n += v
	}
	return n
}

// posted is one request as a receiver saw it.
type posted struct {
	header http.Header
	body   string
	at     time.Time
}

// receiver answers with status what it is sent.
type receiver struct {
	*httptest.Server
	mu  sync.Mutex
	got []posted
}

func listen(t testing.TB, answer http.HandlerFunc) *receiver {
	r := &receiver{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body)
		r.mu.Lock()
		r.got = append(r.got, posted{q.Header.Clone(), string(body), time.Now()})
		r.mu.Unlock()
		answer(w, q)
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) all() []posted {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]posted(nil), r.got...)
}

func ok(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }

// trip answers requests in the test's own clock.
type trip func(r *http.Request) (*http.Response, error)

func (f trip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func response(status int) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(""))}
}

// hang takes a request and never answers.
func hang(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}
