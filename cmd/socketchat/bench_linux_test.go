package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"socketchat/protocol/websocket"
)

// fakeServer speaks just enough for the generator: one channel, which everybody joins. spoil
// may change what a client receives of the n-th publish.
type fakeServer struct {
	spoil func(n int, frame []byte) []byte

	mu        sync.Mutex
	members   []net.Conn // guarded by mu
	published int        // guarded by mu
}

func (f *fakeServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == "/api/socket/events":
		f.publish(r.Body)
		fmt.Fprint(w, `{"status":"ok"}`)
	case r.Header.Get("Upgrade") != "":
		f.client(w, r)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func (f *fakeServer) publish(body io.Reader) {
	var p struct{ Data json.RawMessage }
	if json.NewDecoder(body).Decode(&p) != nil {
		return
	}
	frame := websocket.AppendFrame(nil, websocket.Text, slices.Concat([]byte(`42["b",`), p.Data, []byte("]")))
	f.mu.Lock()
	defer f.mu.Unlock()
	f.published++
	for i, m := range f.members {
		sent := frame
		if i == 0 {
			sent = f.spoil(f.published, frame)
		}
		_, _ = m.Write(sent)
	}
}

// client answers the handshake, CONNECT and join.
func (f *fakeServer) client(w http.ResponseWriter, r *http.Request) {
	conn, rw, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	_, _ = conn.Write(websocket.AppendHandshake(nil, []byte(r.Header.Get("Sec-WebSocket-Key")), nil, nil))
	for _, text := range []string{`0{"sid":"a"}`, `40{"sid":"b"}`, `430[{"status":"ok"}]`} {
		f.mu.Lock()
		_, _ = conn.Write(websocket.AppendFrame(nil, websocket.Text, []byte(text)))
		if text[1] == '3' {
			f.members = append(f.members, conn)
		}
		f.mu.Unlock()
		if skipFrame(rw.Reader) != nil {
			return
		}
	}
	_, _ = io.Copy(io.Discard, rw)
}

// skipFrame reads one masked frame of a client.
func skipFrame(r *bufio.Reader) error {
	head, err := r.Peek(4)
	if err != nil {
		return err
	}
	n := 6 + int(head[1]&0x7f)
	if head[1]&0x7f == 126 {
		n = 8 + int(head[2])<<8 + int(head[3])
	}
	_, err = r.Discard(n)
	return err
}

func TestBenchExitsWithOneUnlessEverythingIsDelivered(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func(n int, frame []byte) []byte
		code  int
		says  string
	}{
		{"right", func(_ int, b []byte) []byte { return b }, exitOK, "lost 0, doubled 0, reordered 0"},
		{"dropped", func(n int, b []byte) []byte {
			if n == 3 {
				return nil
			}
			return b
		}, exitNo, "lost 1, doubled 0, reordered 0"},
		{"doubled", func(n int, b []byte) []byte {
			if n == 3 {
				return slices.Concat(b, b)
			}
			return b
		}, exitNo, "lost 0, doubled 1, reordered 0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := httptest.NewServer(&fakeServer{spoil: tt.spoil})
			defer s.Close()
			var stdout, stderr strings.Builder
			a := &app{stdout: &stdout, stderr: &stderr}
			code := a.main([]string{
				"bench", "fanout", "--url", s.URL, "--key", "a-key-for-the-fake", "--clients", "3", "--publishers", "1",
				"--rate", "50", "--duration", "200ms", "--warmup", "0s", "--rounds", "1",
			})
			if code != tt.code || !strings.Contains(stdout.String(), tt.says) {
				t.Errorf("exit code %d, want %d; want %q in\n%s%s", code, tt.code, tt.says, &stdout, &stderr)
			}
			s.CloseClientConnections()
		})
	}
}

func TestBenchSaysWhatIsMissing(t *testing.T) {
	var stdout, stderr strings.Builder
	a := &app{stdout: &stdout, stderr: &stderr}
	if code := a.main([]string{"bench", "fanout", "--url", "http://127.0.0.1:1"}); code != exitUsage || !strings.Contains(stderr.String(), "--key is missing") {
		t.Errorf("exit code %d, %q", code, &stderr)
	}
}

func TestBenchSaysWhyNobodyGotIn(t *testing.T) {
	l := httptest.NewServer(http.NotFoundHandler())
	free := l.URL
	l.Close()
	var stdout, stderr strings.Builder
	a := &app{stdout: &stdout, stderr: &stderr}
	code := a.main([]string{"bench", "connect", "--clients", "3", "--url", free, "--key", "a-key-for-nobody"})
	if code != exitNo || !strings.Contains(stderr.String(), "no client got in to the server: connect: connection refused (3 clients)") {
		t.Errorf("exit code %d, %q", code, &stderr)
	}
}
