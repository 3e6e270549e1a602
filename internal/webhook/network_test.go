package webhook

import (
	"bytes"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestRedirectsAreNotFollowed(t *testing.T) {
	target := listen(t, ok)
	r := listen(t, func(w http.ResponseWriter, q *http.Request) {
		http.Redirect(w, q, target.URL, http.StatusTemporaryRedirect)
	})
	s, log := start(t, Any, nil)
	s.Disconnected(r.URL + "/?secret=1")
	if st := settled(t, s); st.Failed["redirect"] != 1 || len(r.all()) != 1 || len(target.all()) != 0 {
		t.Errorf("%+v", st)
	}
	s.stopNow()
	if strings.Contains(log.String(), "secret") || !strings.Contains(log.String(), "reason=redirect") {
		t.Errorf("logged: %s", log)
	}
}

func TestThePolicyHoldsWhereANameLeads(t *testing.T) {
	r := listen(t, ok)
	_, port, _ := net.SplitHostPort(r.Listener.Addr().String())
	for _, allow := range []Policy{Private, Public} {
		for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "127.1", "0.0.0.0", "[::]", "[fe80::1%25lo]"} {
			s, log := start(t, allow, nil)
			s.Disconnected("http://" + net.JoinHostPort(strings.Trim(host, "[]"), port) + "/?secret=1")
			if host == "127.1" { // no address in Go's eyes, nor a name; some resolvers know it
				s.stopNow()
			} else if st := settled(t, s); st.Failed["address_refused"] != 1 {
				t.Errorf("%v %s: %+v", allow, host, st)
			}
			s.stopNow()
			if strings.Contains(log.String(), "secret") {
				t.Errorf("logged: %s", log)
			}
		}
	}
	if n := len(r.all()); n != 0 {
		t.Errorf("%d webhooks arrived", n)
	}
}

func TestProxiesOfTheEnvironmentAreNotUsed(t *testing.T) {
	if newTransport(Any, 1).Proxy != nil {
		t.Error("a proxy is asked for")
	}
}

func TestWhatAReceiverSaysIsNotQuoted(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() { // echoes what it is sent; ends with l
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			buf := make([]byte, 4096)
			n, _ := c.Read(buf)
			_, _ = c.Write(buf[:n])
			c.Close()
		}
	}()
	s, _ := start(t, Any, nil)
	u, name, err := parseTarget("http://" + l.Addr().String() + "/?secret=1")
	if err != nil {
		t.Fatal(err)
	}
	o := s.attempt(&message{url: u, host: newHost(name)})
	if o.failure != notConnected || o.detail == "" || strings.Contains(o.detail, "secret") {
		t.Errorf("%v: %s", o.failure, o.detail)
	}
}

func TestALongAnswerIsCutOff(t *testing.T) {
	block := bytes.Repeat([]byte("x"), 1<<16)
	ended := make(chan struct{})
	r := listen(t, func(w http.ResponseWriter, _ *http.Request) {
		defer close(ended)
		for {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	})
	s, _ := start(t, Any, nil)
	began := time.Now()
	s.Disconnected(r.URL)
	if st := settled(t, s); st.Sent != 1 {
		t.Errorf("%+v", st)
	}
	<-ended
	if d := time.Since(began); d >= timeout {
		t.Errorf("it was read for %v", d)
	}
}

func TestALargeHeaderIsRefused(t *testing.T) {
	r := listen(t, func(w http.ResponseWriter, _ *http.Request) {
		for i := range 100 {
			w.Header().Set("x-"+strconv.Itoa(i), strings.Repeat("x", 1000))
		}
	})
	s, _ := start(t, Any, nil)
	s.Disconnected(r.URL)
	for s.Stats().Retries == 0 {
		time.Sleep(time.Millisecond) // polls a counter
	}
	if st := s.Stats(); st.Sent != 0 {
		t.Errorf("%+v", st)
	}
}

func TestConnectionsAreUsedAgain(t *testing.T) {
	addrs := map[string]bool{}
	r := listen(t, func(w http.ResponseWriter, q *http.Request) {
		addrs[q.RemoteAddr] = true // one request at a time
		_, _ = w.Write(make([]byte, 1000))
	})
	s, _ := start(t, Any, nil)
	for range 10 {
		s.Disconnected(r.URL)
		settled(t, s)
	}
	if len(addrs) != 1 {
		t.Errorf("10 webhooks took %d connections", len(addrs))
	}
}
