package bench

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// cost is what servers have used since they started; that of a difference is what a run used.
type cost struct {
	cpu        int64 // nanoseconds
	writes     float64
	deliveries float64
	goroutines float64
	fds        float64
	rss        int64 // bytes
	scraped    bool
}

// sample reads what a target has used: CPU and memory from the kernel for each process that is
// known, counts from /metrics.
func (t *target) sample(ctx context.Context) (c cost, err error) {
	for _, pid := range t.pids {
		cpu, err := processCPU(pid)
		if err != nil {
			return c, fmt.Errorf("CPU time of process %d: %w", pid, err)
		}
		rss, err := processRSS(pid)
		if err != nil {
			return c, err
		}
		c.cpu += cpu
		c.rss += rss
	}
	for _, url := range t.metrics {
		text, err := get(ctx, url)
		if err != nil {
			return c, nil //nolint:nilerr // metrics may be elsewhere: the report does without
		}
		c.writes += metric(text, "socketchat_writes_total")
		c.deliveries += metric(text, "socketchat_deliveries_total")
		c.goroutines += metric(text, "go_goroutines")
		c.fds += metric(text, "process_open_fds")
		c.scraped = true
	}
	return c, nil
}

// processRSS returns a process's resident memory in bytes.
func processRSS(pid int) (int64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0, fmt.Errorf("memory of process %d: %w", pid, err)
	}
	fields := strings.Fields(string(b))
	if len(fields) < 2 {
		return 0, fmt.Errorf("memory of process %d: statm holds %q", pid, b)
	}
	pages, err := strconv.ParseInt(fields[1], 10, 64)
	return pages * int64(os.Getpagesize()), err
}

// metric returns the sum of a metric's samples in the text exposition format; 0 when there is none.
func metric(text []byte, name string) (sum float64) {
	for line := range strings.Lines(string(text)) {
		rest, found := strings.CutPrefix(line, name)
		if !found || rest == "" || rest[0] != ' ' && rest[0] != '{' {
			continue
		}
		fields := strings.Fields(rest)
		if v, err := strconv.ParseFloat(fields[len(fields)-1], 64); err == nil {
			sum += v
		}
	}
	return sum
}
