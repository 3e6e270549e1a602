package loop

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"socketchat/protocol/websocket"
)

// client is a raw connection to a Loop.
type client struct {
	net.Conn
	t testing.TB
	r *bufio.Reader
}

func dial(t testing.TB, l *Loop) *client { t.Helper(); return dialTo(t, l.Addrs()[0].String()) }

func dialTo(t testing.TB, addr string) *client {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(patience))
	return &client{Conn: conn, t: t, r: bufio.NewReader(conn)}
}

func (c *client) send(s string) {
	c.t.Helper()
	if _, err := io.WriteString(c, s); err != nil {
		c.t.Fatal(err)
	}
}

func get(path string) string {
	return "GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n"
}

func post(path string, length int) string {
	return fmt.Sprintf("POST %s HTTP/1.1\r\nHost: test\r\nContent-Length: %d\r\n\r\n", path, length)
}

// response reads one response and its body.
func (c *client) response() (*http.Response, string) {
	c.t.Helper()
	res, err := http.ReadResponse(c.r, nil)
	if err != nil {
		c.t.Fatalf("read response: %v", err)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatalf("read body: %v", err)
	}
	_ = res.Body.Close()
	return res, string(body)
}

func (c *client) expect(status int, body string) {
	c.t.Helper()
	res, got := c.response()
	if res.StatusCode != status || body != "" && got != body {
		c.t.Fatalf("answer %d %q, want %d %q", res.StatusCode, got, status, body)
	}
}

// ended reads until the server has closed, and returns what came before.
func (c *client) ended() string {
	c.t.Helper()
	rest, err := io.ReadAll(c.r)
	var ne net.Error
	if errors.As(err, &ne) && ne.Timeout() {
		c.t.Fatal("the server did not close")
	}
	return string(rest)
}

const handshake = "GET %s HTTP/1.1\r\nHost: test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
	"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"

// upgrade makes the connection a WebSocket.
func (c *client) upgrade(path string) *client {
	c.t.Helper()
	c.send(fmt.Sprintf(handshake, path))
	c.switched()
	return c
}

func (c *client) switched() {
	c.t.Helper()
	res, err := http.ReadResponse(c.r, nil)
	if err != nil || res.StatusCode != 101 {
		c.t.Fatalf("handshake: %v %v", res, err)
	}
}

func masked(message string) string {
	return string(websocket.AppendMasked(nil, websocket.Text, [4]byte{1, 2, 3, 4}, []byte(message)))
}

// frame reads one frame and returns its payload.
func (c *client) frame() string {
	c.t.Helper()
	for size := 2; ; size++ {
		b, err := c.r.Peek(size)
		if err != nil {
			c.t.Fatalf("read frame: %v", err)
		}
		if _, head, payload, ok := websocket.Header(b); ok {
			frame := make([]byte, head+payload)
			if _, err := io.ReadFull(c.r, frame); err != nil {
				c.t.Fatalf("read frame: %v", err)
			}
			return string(frame[head:])
		}
	}
}

// reset closes with an RST.
func (c *client) reset() {
	_ = c.Conn.(*net.TCPConn).SetLinger(0)
	_ = c.Close()
}

func repeat(n int) string { return strings.Repeat("x", n) }
