package bench

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// child is a server that the generator started for itself.
type child struct {
	cmd    *exec.Cmd
	output *tail
	exited chan struct{} // closed when it has ended
	port   int
}

// startServer runs "socketchat serve" on loopback with a random key and the embedded log; other
// settings come from the environment.
func startServer(ctx context.Context, executable string) (*child, string, error) {
	secret := randomKey()
	c, err := startNode(ctx, executable, secret, nil)
	return c, secret, err
}

// randomKey returns an HTTP_API_KEY that nobody else knows.
func randomKey() string {
	key := make([]byte, 16)
	_, _ = rand.Read(key) // never fails
	return hex.EncodeToString(key)
}

// startNode runs "socketchat serve" on loopback with settings on top of those in the environment.
func startNode(ctx context.Context, executable, secret string, settings []string) (*child, error) {
	var environ []string
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); !strings.HasPrefix(name, "REDIS_") && name != "HTTP_API_KEY" && name != "HOST" && name != "PORT" && name != "SOCKET_PATH" {
			environ = append(environ, v)
		}
	}
	return startChild(ctx, environ, func(port int) *exec.Cmd {
		cmd := exec.Command(executable, "serve") //nolint:noctx // ended by stop, with time to stop cleanly
		cmd.Env = []string{"HTTP_API_KEY=" + secret, "HOST=127.0.0.1", "PORT=" + strconv.Itoa(port)}
		if os.Getenv("ALLOW_REQUEST_DOMAINS") == "" {
			cmd.Env = append(cmd.Env, "ALLOW_REQUEST_DOMAINS=localhost")
		}
		cmd.Env = append(cmd.Env, settings...)
		return cmd
	})
}

// startFloor runs "socketchat bench floor" on loopback.
func startFloor(ctx context.Context, executable string) (*child, error) {
	return startChild(ctx, os.Environ(), func(port int) *exec.Cmd {
		return exec.Command(executable, "bench", "floor", "--port", strconv.Itoa(port)) //nolint:noctx // ended by stop
	})
}

func startChild(ctx context.Context, environ []string, command func(port int) *exec.Cmd) (*child, error) {
	port, err := freePort(ctx)
	if err != nil {
		return nil, err
	}
	c := &child{cmd: command(port), output: &tail{}, exited: make(chan struct{}), port: port}
	c.cmd.Env = append(environ, c.cmd.Env...)
	c.cmd.Stdout, c.cmd.Stderr = c.output, c.output
	// A group of its own: Ctrl-C ends the run, and the run its children.
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
	if err := c.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", c.cmd.Path, err)
	}
	go func() { // ends with the child, which stop ends
		_ = c.cmd.Wait() // how it ended shows in its output
		close(c.exited)
	}()
	if err := c.await(ctx); err != nil {
		c.stop()
		return nil, fmt.Errorf("%s: %w\n%s", strings.Join(c.cmd.Args[:2], " "), err, c.output)
	}
	return c, nil
}

// await returns when the child answers.
func (c *child) await(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if _, err := get(ctx, fmt.Sprintf("http://127.0.0.1:%d/healthz", c.port)); err == nil {
			return nil
		}
		select {
		case <-c.exited:
			return errors.New("it ended at once")
		case <-ctx.Done():
			return errors.New("it did not answer within 10 s")
		case <-tick.C:
		}
	}
}

// stop ends the child, by force when it takes too long.
func (c *child) stop() {
	_ = c.cmd.Process.Signal(syscall.SIGTERM) // it may have ended
	select {
	case <-c.exited:
	case <-time.After(12 * time.Second):
		_ = c.cmd.Process.Kill()
		<-c.exited
	}
}

func freePort(ctx context.Context) (int, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	defer func() { _ = l.Close() }() // nothing was read or written
	return l.Addr().(*net.TCPAddr).Port, nil
}

// get returns the body of a 200.
func get(ctx context.Context, url string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return nil, err
	}
	req.Close = true // kept connections would be counted as the server's descriptors
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(res.Body); err != nil {
		return nil, err
	}
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answered %s", url, res.Status)
	}
	return b.Bytes(), nil
}

// tail keeps the end of what a child prints.
type tail struct {
	mu sync.Mutex
	b  []byte // guarded by mu; at most tailBytes
}

const tailBytes = 4 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.b = append(t.b, p...)
	t.b = t.b[max(0, len(t.b)-tailBytes):]
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.b)
}
