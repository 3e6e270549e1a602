//go:build unix

package main

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// program is one of TestMain's programs under way.
type program struct {
	*testing.T
	cmd   *exec.Cmd
	lines *bufio.Scanner // of stdout
}

func start(t *testing.T, name string) *program {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, "dev")
	cmd.Stderr = io.Discard
	cmd.Env = append(os.Environ(), "GORACE="+quickExit)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return &program{t, cmd, bufio.NewScanner(stdout)}
}

func (p *program) expect(line string) {
	p.Helper()
	if !p.lines.Scan() || p.lines.Text() != line {
		p.Fatalf("printed %q, want %q (%v)", p.lines.Text(), line, p.lines.Err())
	}
}

func (p *program) signal(s os.Signal) {
	p.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.Fatal(err)
	}
}

// end returns the exit code; -1 means that a signal killed it.
func (p *program) end() int {
	p.Helper()
	for p.lines.Scan() {
		p.Errorf("printed %q, want nothing more", p.lines.Text())
	}
	var failed *exec.ExitError
	if err := p.cmd.Wait(); err != nil && !errors.As(err, &failed) {
		p.Fatal(err)
	}
	return p.cmd.ProcessState.ExitCode()
}

func TestFirstSignalStopsCleanly(t *testing.T) {
	for _, s := range []os.Signal{syscall.SIGTERM, os.Interrupt} {
		t.Run(strings.ReplaceAll(s.String(), " ", "_"), func(t *testing.T) {
			p := start(t, "waiting")
			p.expect("running")
			p.signal(s)
			p.expect("stopped")
			if code := p.end(); code != exitOK {
				t.Errorf("exit code %d, want %d", code, exitOK)
			}
		})
	}
}

func TestSecondSignalEndsAtOnce(t *testing.T) {
	p := start(t, "stubborn")
	p.expect("running")
	p.signal(syscall.SIGTERM)
	p.expect("not stopping")
	p.signal(os.Interrupt)
	if code := p.end(); code != exitNo {
		t.Errorf("exit code %d, want %d", code, exitNo)
	}
}
