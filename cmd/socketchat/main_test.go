package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain makes the programs that the scripts run: socketchat itself; waiting, whose server
// does nothing but stop when asked; stubborn, whose server does not stop; failing, whose server
// does not start; limited, which believes in 1000 descriptors.
func TestMain(m *testing.M) {
	with := func(run func(context.Context, *Settings, *slog.Logger) error, limit int) func() {
		return func() {
			a := &app{run: run, environ: os.Environ(), stdout: os.Stdout, stderr: os.Stderr, limit: limit}
			os.Exit(a.main(os.Args[1:]))
		}
	}
	testscript.Main(m, map[string]func(){
		"socketchat": main,
		"waiting":    with(waiting, 1000),
		"stubborn":   with(stubborn, 1000),
		"failing":    with(failing, 1000),
		"limited":    with(failing, 1000),
	})
}

func waiting(ctx context.Context, _ *Settings, _ *slog.Logger) error {
	fmt.Println("running")
	<-ctx.Done()
	fmt.Println("stopped")
	return nil
}

func stubborn(ctx context.Context, _ *Settings, _ *slog.Logger) error {
	fmt.Println("running")
	<-ctx.Done()
	fmt.Println("not stopping")
	select {}
}

func failing(context.Context, *Settings, *slog.Logger) error {
	return errors.New("port 3000 is taken")
}

func TestCommandsBehaveAsTheScriptsSay(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:   "testdata/script",
		Setup: setup,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":  exits,
			"verify": verify,
		},
	})
}

// exits CODE PROGRAM ARG...: runs the program, as exec does, and holds it to its exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARG...")
	}
	code := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var failed *exec.ExitError
		if !errors.As(err, &failed) {
			ts.Fatalf("%v", err)
		}
		code = failed.ExitCode()
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}

// verify FILE: socketchat token verify with the token in FILE.
func verify(ts *testscript.TestScript, neg bool, args []string) {
	err := ts.Exec("socketchat", "token", "verify", strings.TrimSpace(ts.ReadFile(args[0])))
	if (err != nil) != neg {
		ts.Fatalf("token verify: %v", err)
	}
}

// quickExit keeps a program under the race detector from sleeping a second as it ends.
const quickExit = "atexit_sleep_ms=10"

// setup gives each script $ALIVE, the port of a server that answers /healthz but is not ready,
// and $NOBODY, a port on which nobody listens.
func setup(e *testscript.Env) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("/readyz", func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "redis is away", http.StatusServiceUnavailable)
	})
	server := &http.Server{Handler: mux}
	go func() { _ = server.Serve(l) }() // ended by the Defer below
	e.Defer(func() { _ = server.Close() })

	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer free.Close()
	e.Setenv("GORACE", quickExit)
	e.Setenv("ALIVE", port(l))
	e.Setenv("NOBODY", port(free))
	return nil
}

func port(l net.Listener) string {
	_, p, _ := net.SplitHostPort(l.Addr().String())
	return p
}
