package bench

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// request is a line that a worker process reads. The first one carries the configuration.
type request struct {
	ID        int
	Op        string // "", connect, begin, end, leave, churn
	Config    *crowdConfig
	Sent      []uint32
	Start     int64
	Rate      float64
	Published published
}

// reply is a line that a worker process writes: the answer to a request, or its progress.
type reply struct {
	ID       int
	Error    string          `json:",omitempty"`
	Connect  *ConnectFigures `json:",omitempty"`
	Window   *windowFigures  `json:",omitempty"`
	Progress *Progress       `json:",omitempty"`
}

// worker is a crowd in a process of its own. Any goroutine may call it.
type worker struct {
	// Static after construction.
	cmd   *exec.Cmd
	stdin io.WriteCloser
	ended chan struct{} // closed when the process's output has ended

	mu      sync.Mutex
	encoder *json.Encoder      // guarded by mu
	last    int                // guarded by mu; ID of the last request
	waiting map[int]chan reply // guarded by mu; each holds one
	now     Progress           // guarded by mu
}

var errWorker = errors.New("a process of the generator ended before its time")

// newWorker starts a process with a crowd. close ends it.
func newWorker(executable string, cfg crowdConfig) (crowdOrders, error) {
	w := &worker{
		cmd:   exec.Command(executable, "bench", "worker"), //nolint:noctx // ended by close
		ended: make(chan struct{}), waiting: map[int]chan reply{},
	}
	w.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	errors := &tail{}
	w.cmd.Stderr = errors
	stdin, err := w.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := w.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := w.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start a process of the generator: %w", err)
	}
	w.stdin, w.encoder = stdin, json.NewEncoder(stdin)
	go w.read(stdout) // ends with the process
	if _, err := w.ask(context.Background(), request{Config: &cfg}); err != nil {
		w.close()
		return nil, fmt.Errorf("%w: %s", err, errors)
	}
	return w, nil
}

func (w *worker) read(stdout io.Reader) {
	defer close(w.ended)
	d := json.NewDecoder(bufio.NewReaderSize(stdout, 1<<20))
	for {
		var r reply
		if err := d.Decode(&r); err != nil {
			return
		}
		w.mu.Lock()
		if r.Progress != nil {
			w.now = *r.Progress
		}
		if c := w.waiting[r.ID]; c != nil {
			c <- r
			delete(w.waiting, r.ID)
		}
		w.mu.Unlock()
	}
}

// ask sends a request and waits for its answer.
func (w *worker) ask(ctx context.Context, q request) (reply, error) {
	answer := make(chan reply, 1)
	w.mu.Lock()
	w.last++
	q.ID = w.last
	w.waiting[q.ID] = answer
	err := w.encoder.Encode(q)
	w.mu.Unlock()
	if err != nil {
		return reply{}, errWorker
	}
	select {
	case r := <-answer:
		if r.Error != "" {
			return r, errors.New(r.Error)
		}
		return r, nil
	case <-w.ended:
		return reply{}, errWorker
	case <-ctx.Done():
		return reply{}, ctx.Err()
	}
}

func (w *worker) connect(ctx context.Context, sent []uint32) (ConnectFigures, error) {
	r, err := w.ask(ctx, request{Op: "connect", Sent: sent})
	if r.Connect == nil {
		return ConnectFigures{}, err
	}
	return *r.Connect, err
}

func (w *worker) begin(start int64) error {
	_, err := w.ask(context.Background(), request{Op: "begin", Start: start})
	return err
}

func (w *worker) progress() Progress {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *worker) end(p published) (windowFigures, error) {
	r, err := w.ask(context.Background(), request{Op: "end", Published: p})
	if r.Window == nil {
		return windowFigures{}, err
	}
	return *r.Window, err
}

func (w *worker) leave(ctx context.Context) error {
	_, err := w.ask(ctx, request{Op: "leave"})
	return err
}

func (w *worker) churning(rate float64) error {
	_, err := w.ask(context.Background(), request{Op: "churn", Rate: rate})
	return err
}

func (w *worker) close() {
	_ = w.stdin.Close() // the process ends at the end of its input
	select {
	case <-w.ended:
	case <-time.After(5 * time.Second):
		_ = w.cmd.Process.Kill()
		<-w.ended
	}
	_ = w.cmd.Wait() // how it ended is of no interest any more
}
