package webhook

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// crowd answers by the host's first letter: g at once, s late but in time, h never, b with 503. It
// keeps when each host's requests came and how many were under way.
type crowd struct {
	mu       sync.Mutex
	came     map[string][]time.Time
	underWay map[string]int
	most     map[string]int
}

func newCrowd() *crowd {
	return &crowd{came: map[string][]time.Time{}, underWay: map[string]int{}, most: map[string]int{}}
}

func (c *crowd) RoundTrip(r *http.Request) (*http.Response, error) {
	host := r.URL.Host
	c.count(host, 1)
	defer c.count(host, -1)
	switch host[0] {
	case 'h':
		return hang(r)
	case 's':
		time.Sleep(5 * time.Second)
	case 'b':
		return response(503), nil
	}
	return response(200), nil
}

func (c *crowd) count(host string, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if n > 0 {
		c.came[host] = append(c.came[host], time.Now())
	}
	for _, key := range []string{host, "all"} {
		c.underWay[key] += n
		c.most[key] = max(c.most[key], c.underWay[key])
	}
}

// peak returns how many requests to a host were under way at once.
func (c *crowd) peak(host string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.most[host]
}

// took returns how long after start the nth request to a host came, counted from 1.
func (c *crowd) took(t *testing.T, host string, n int, start time.Time) time.Duration {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.came[host]) < n {
		t.Fatalf("%s was sent %d of %d", host, len(c.came[host]), n)
	}
	return c.came[host][n-1].Sub(start)
}

func TestAHostThatHangsDelaysNobodyElse(t *testing.T) {
	for _, bad := range []string{"h", "s", "b"} {
		t.Run(bad, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newCrowd()
				s, _ := start(t, Any, c)
				began := time.Now()
				for i := range 1000 {
					s.Disconnected("http://" + bad + ".example/")
					s.Disconnected("http://g" + strconv.Itoa(i%10) + ".example/")
				}
				synctest.Wait()
				for i := range 10 {
					if d := c.took(t, "g"+strconv.Itoa(i)+".example", 100, began); d != 0 {
						t.Errorf("good host %d was served after %v", i, d)
					}
				}
			})
		})
	}
}

func TestManyHostsThatHangDoNotDelayThoseKnownToAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd()
		s, _ := start(t, Any, c)
		s.Disconnected("http://good.example/")
		synctest.Wait()
		for i := range 500 {
			for range 3 {
				s.Disconnected("http://h" + strconv.Itoa(i) + ".example/")
			}
		}
		synctest.Wait()
		began := time.Now()
		for range 100 {
			s.Disconnected("http://good.example/")
		}
		synctest.Wait()
		if d := c.took(t, "good.example", 101, began); d != 0 {
			t.Errorf("served after %v", d)
		}
		if n := s.Stats().InFlight; n != laneSlots {
			t.Errorf("%d attempts are under way, want the slow lane's %d", n, laneSlots)
		}
		time.Sleep(10 * time.Minute)
		if most := c.peak("all"); most > 2*laneSlots {
			t.Errorf("%d attempts were under way at once", most)
		}
	})
}

func TestAHostThatBeginsToHangLosesItsSlots(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd()
		hanging := false
		s, _ := start(t, Any, trip(func(r *http.Request) (*http.Response, error) {
			if hanging {
				r.URL.Host = "h.example"
			}
			return c.RoundTrip(r)
		}))
		for range 20 { // it earns its slots
			s.Disconnected("http://g.example/")
			synctest.Wait()
		}
		hanging = true
		for range 50 {
			s.Disconnected("http://g.example/")
		}
		synctest.Wait()
		if n := s.Stats().InFlight; n != hostSlots {
			t.Errorf("%d are under way, want %d", n, hostSlots)
		}
		time.Sleep(timeout + time.Millisecond)
		synctest.Wait()
		if n := s.Stats().InFlight; n != 1 {
			t.Errorf("%d are under way after it hung, want 1", n)
		}
	})
}

func TestASlowHostHasFewSlots(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd()
		s, _ := start(t, Any, c)
		for range 20 {
			s.Disconnected("http://s.example/")
		}
		time.Sleep(5 * time.Minute)
		if st := s.Stats(); st.Sent != 20 || c.peak("s.example") != slowSlots {
			t.Errorf("%d at once, %+v", c.peak("s.example"), st)
		}
	})
}

func TestWhatWaitedTooLongIsDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, log := start(t, Any, trip(hang))
		for range 200 {
			s.Disconnected("http://h.example/?secret=1")
		}
		time.Sleep(maxWait + timeout*maxAttempts)
		synctest.Wait()
		st := s.Stats()
		if st.Waiting != 0 || st.Dropped["expired"] == 0 || st.failures()+st.losses() != 200 {
			t.Errorf("%+v", st)
		}
		if lines := strings.Count(log.String(), "\n"); lines == 0 || lines > 12 {
			t.Errorf("%d lines were logged in 11 minutes", lines)
		}
		if strings.Contains(log.String(), "secret") || !strings.Contains(log.String(), "host=h.example:80") {
			t.Errorf("logged: %s", log)
		}
	})
}
