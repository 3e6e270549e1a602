package webhook

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// attempts records what a script of answers was sent; the last answer repeats.
type attempts struct {
	got    []posted
	script []func(*http.Request) (*http.Response, error)
}

func (a *attempts) RoundTrip(r *http.Request) (*http.Response, error) {
	body, _ := io.ReadAll(r.Body)
	a.got = append(a.got, posted{r.Header, string(body), time.Now()})
	return a.script[min(len(a.got), len(a.script))-1](r)
}

// signed reports whether a request's signature is right.
func signed(t *testing.T, p posted) bool {
	return p.header.Get("webhook-signature") ==
		signatures(mustKeys(t, testKey), p.header.Get("webhook-id"), p.header.Get("webhook-timestamp"), []byte(p.body))
}

func status(code int) func(*http.Request) (*http.Response, error) {
	return func(*http.Request) (*http.Response, error) { return response(code), nil }
}

func TestRetriesKeepIDAndBodyAndDoubleTheDelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &attempts{script: []func(*http.Request) (*http.Response, error){status(500), status(429), status(404), hang, status(200)}}
		s, _ := start(t, Any, a)
		s.Disconnected("http://a.example/hook")
		time.Sleep(time.Minute)
		if st := s.Stats(); st.Sent != 1 || st.Retries != 4 || st.Waiting != 0 || st.failures() != 0 {
			t.Fatalf("%+v", st)
		}
		for i, p := range a.got[1:] {
			if p.body != a.got[0].body || p.header.Get("webhook-id") != a.got[0].header.Get("webhook-id") {
				t.Errorf("attempt %d has another id or body", i+2)
			}
			if p.header.Get("webhook-timestamp") != strconv.FormatInt(p.at.Unix(), 10) || !signed(t, p) {
				t.Errorf("attempt %d is not signed for its own time", i+2)
			}
			least, most := firstDelay<<i/2, firstDelay<<i
			if i == 3 { // the one before took its whole time
				least, most = least+timeout, most+timeout
			}
			if d := p.at.Sub(a.got[i].at); d < least || d > most {
				t.Errorf("attempt %d came after %v, want %v to %v", i+2, d, least, most)
			}
		}
	})
}

func TestAWebhookFailsAfterTheLastAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &attempts{script: []func(*http.Request) (*http.Response, error){hang}}
		s, _ := start(t, Any, a)
		s.Disconnected("http://a.example/hook")
		time.Sleep(2 * time.Minute)
		if st := s.Stats(); st.Failed["timeout"] != 1 || st.Retries != maxAttempts-1 || st.Waiting != 0 || len(a.got) != maxAttempts {
			t.Fatalf("%d attempts, %+v", len(a.got), st)
		}
		if d := a.got[maxAttempts-1].at.Sub(a.got[0].at); d >= validity {
			t.Errorf("the last attempt began after %v, when the body was no longer valid", d)
		}
	})
}

func TestWhatIsFinalIsNotTriedAgain(t *testing.T) {
	for code, reason := range map[int]string{301: "redirect", 307: "redirect", 304: "redirect", 410: "status"} {
		synctest.Test(t, func(t *testing.T) {
			a := &attempts{script: []func(*http.Request) (*http.Response, error){status(code)}}
			s, _ := start(t, Any, a)
			s.Disconnected("http://a.example/hook")
			time.Sleep(time.Minute)
			if st := s.Stats(); st.Failed[reason] != 1 || len(a.got) != 1 {
				t.Errorf("%d: %d attempts, %+v", code, len(a.got), st)
			}
		})
	}
}

func TestDelaysDiffer(t *testing.T) {
	seen := map[time.Duration]bool{}
	for range 20 {
		seen[backoff(1)] = true
	}
	if len(seen) < 2 {
		t.Errorf("20 delays were %v", seen)
	}
}

func TestStopWaitsForWhatIsUnderWayAndDropsTheRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := trip(func(r *http.Request) (*http.Response, error) {
			if r.URL.Host == "broken.example" {
				return response(500), nil
			}
			time.Sleep(2 * time.Second)
			return response(200), nil
		})
		s, _ := start(t, Any, slow)
		s.Disconnected("http://broken.example/") // waits for its retry
		for range 3 {                            // one is under way, two are queued
			s.Disconnected("http://a.example/")
		}
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 8*time.Second)
		defer cancel()
		began := time.Now()
		s.Stop(ctx)
		s.Disconnected("http://a.example/")
		if st := s.Stats(); st.Sent != 1 || st.Dropped["shutdown"] != 4 || st.Waiting != 0 {
			t.Errorf("%+v", st)
		}
		if d := time.Since(began); d != 2*time.Second {
			t.Errorf("Stop took %v", d)
		}
		time.Sleep(time.Minute) // the retry's time comes and nothing happens
	})
}

func TestStopWaitsNoLongerThanItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := start(t, Any, trip(hang))
		s.Disconnected("http://a.example/")
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		began := time.Now()
		s.Stop(ctx)
		if st := s.Stats(); st.Dropped["shutdown"] != 1 || time.Since(began) != 3*time.Second {
			t.Errorf("after %v: %+v", time.Since(began), st)
		}
	})
}

func TestAHostThatFailsIsLoggedOnceAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, log := start(t, Any, trip(status(http.StatusGone)))
		for range 290 {
			s.Disconnected("http://a.example/")
			time.Sleep(time.Second)
		}
		if n := strings.Count(log.String(), "\n"); n != 5 {
			t.Errorf("%d lines in five minutes", n)
		}
		if !strings.Contains(log.String(), `detail="it answered 410" unlogged=59`) {
			t.Errorf("logged: %s", log)
		}
	})
}
